/** A run on a terminal: a table of lots that is drawn again in its place. */
import type { GavageEvent, GavageSummary, OutgoingMeal } from "../../simulators/gavage/mod.ts";
import type { Clock } from "../lib/clock.ts";
import {
  accelText,
  closedText,
  connectionText,
  dayText,
  type GavageView,
  lotsText,
  SHOWN_LOTS,
  summaryLines,
} from "./gavage_view.ts";
import { type Line, LiveLines, type Terminal } from "./live_lines.ts";
import { localMinute } from "./output.ts";

interface Row {
  codeLot: string;
  gaveur: string;
  genetique: string;
  ducks: number;
  days: number;
  acked: number;
  last?: OutgoingMeal;
}

const BAR_CELLS = 30;
const HALF_DAY_MS = 43_200_000;
/** Header, bar, column titles, the line of further lots and the prompt. */
const LINES_AROUND_ROWS = 6;

export class GavageTableView implements GavageView {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #live: LiveLines;
  readonly #rows: Row[] = [];
  /** Lots that somebody ended early, in words. */
  readonly #closed: string[] = [];
  #started: Extract<GavageEvent, { kind: "started" }> | undefined;
  #feeding: Extract<GavageEvent, { kind: "feeding" }> | undefined;
  #lastSent: { wallMs: number; simMs: number } | undefined;
  #connection = "connecting";
  #acked = 0;
  #refused = 0;

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#live = new LiveLines(terminal, clock, () => this.#lines());
  }

  onEvent(event: GavageEvent): void {
    switch (event.kind) {
      case "started":
        this.#started = event;
        break;
      case "lot_created":
        this.#rows[event.plan.index] = {
          codeLot: event.codeLot,
          gaveur: event.plan.gaveur.nom,
          genetique: event.plan.genetique,
          ducks: event.plan.ducks,
          days: event.plan.days,
          acked: 0,
        };
        break;
      case "feeding":
        this.#feeding = event;
        break;
      case "meal_sent":
        this.#lastSent = { wallMs: this.#clock.now(), simMs: event.meal.simMs };
        break;
      case "meal_acked":
        this.#onAcked(event.meal);
        break;
      case "meal_refused":
        this.#refused++;
        break;
      case "lot_closed":
        this.#closed.push(closedText(event));
        break;
      case "connection":
        if (event.state.kind !== "closed") this.#connection = connectionText(event);
    }
  }

  close(summary?: GavageSummary): void {
    this.#live.close(summary && [...this.#closed, ...summaryLines(summary)]);
  }

  #onAcked(meal: OutgoingMeal): void {
    this.#acked++;
    const row = this.#rows[meal.lotIndex];
    if (!row) return;
    row.acked++;
    if (!row.last || meal.simMs > row.last.simMs) row.last = meal;
  }

  #lines(): Line[] {
    const started = this.#started;
    if (!started) return [];
    const shown = Math.max(
      1,
      Math.min(SHOWN_LOTS, this.#terminal.size().rows - LINES_AROUND_ROWS),
    );
    const more = this.#rows.length - shown;
    return [
      {
        text: `🦆 ${lotsText(started.lots)} · profile ${started.profile} · seed ${started.seed}`,
        bold: true,
      },
      { text: `${this.#speedText(started)} · ${this.#connection}` },
      { text: this.#barText(this.#feeding?.mealsDue ?? started.mealsDue) },
      {
        text: tableLine(["lot", "gaveur", "genetics", "day", "dose", "weight", "alive", "meals"]),
        bold: true,
      },
      ...this.#rows.slice(0, shown).map((row) => ({ text: rowText(row) })),
      ...(more > 0 ? [{ text: `… ${more} more` }] : []),
    ];
  }

  #speedText({ accel, zone }: { accel: number | "max"; zone: string }): string {
    const asked = `${accelText(accel)} asked`;
    const feeding = this.#feeding;
    if (!feeding) return asked;
    const last = this.#lastSent;
    const achieved = last && last.wallMs > feeding.wallMs
      ? `, ${accelText((last.simMs - feeding.simMs) / (last.wallMs - feeding.wallMs))} achieved`
      : "";
    const lastMs = last?.simMs ?? feeding.simMs;
    const simMs = accel === "max" ? lastMs : Math.min(
      lastMs + HALF_DAY_MS,
      feeding.simMs + (this.#clock.now() - feeding.wallMs) * accel,
    );
    return `${asked}${achieved} · ${localMinute(simMs, zone)}`;
  }

  #barText(due: number): string {
    const share = due > 0 ? this.#acked / due : 0;
    const full = Math.floor(share * BAR_CELLS);
    const refused = this.#refused > 0 ? ` · ${this.#refused} refused` : "";
    return `${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)} ${Math.floor(share * 100)} % · ` +
      `${this.#acked} of ${due} meals acknowledged${refused}`;
  }
}

function rowText({ codeLot, gaveur, genetique, ducks, days, acked, last }: Row): string {
  const frame = last?.frame;
  return tableLine([
    codeLot,
    gaveur,
    genetique,
    dayText(frame?.jour ?? -1, days),
    frame ? `${frame.dose_reelle.toFixed(1)} g` : "–",
    frame ? `${frame.poids_moyen.toFixed(0)} g` : "–",
    `${frame?.nb_canards_vivants ?? ducks}/${ducks}`,
    `${acked}/${2 * days}`,
  ]);
}

const WIDTHS = [12, 15, 9, 7, 9, 8, 7, 7];
const TEXT_COLUMNS = 4;

function tableLine(cells: readonly string[]): string {
  return cells.map((cell, i) =>
    i < TEXT_COLUMNS ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!)
  ).join(" ").trimEnd();
}
