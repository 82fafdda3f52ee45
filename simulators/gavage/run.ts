/** Joins lots, model, kernel and transport: one run of the gavage simulator. */
import { MAX_UNANSWERED_MEALS } from "../../src/contract/meal.ts";
import type { NewLot } from "../../src/contract/lots.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Logger } from "../../src/lib/log.ts";
import {
  AcceleratedClock,
  type Acceleration,
  Kernel,
  type RandomSource,
  randomStream,
  type Transport,
  type TransportEvents,
} from "../kernel/mod.ts";
import { askClosures } from "./ask_closures.ts";
import { type Endpoints, endpointsOf } from "./endpoints.ts";
import type { GavageEvent, GavageSummary } from "./events.ts";
import { LotFeeder } from "./lot_feeder.ts";
import { type LotPlan, maizeLotOf, planLot } from "./lots.ts";
import type { OutgoingMeal } from "./meal_protocol.ts";
import { type ProfileName, PROFILES } from "./params.ts";
import { type Fetch, placeLots } from "./place_lots.ts";
import { dayAfter, type MealSlot, mealSlots } from "./schedule.ts";
import { simOriginMs, startDate } from "./start_time.ts";
import { Tally } from "./tally.ts";

export interface GavageOptions {
  lots: number;
  accel: Acceleration;
  /** 32-bit. */
  seed: number;
  /** The server, see `endpointsOf`. */
  url: string;
  profile: ProfileName;
  /** IANA zone of the meals' hours. */
  zone: string;
  /** Most meals unacknowledged at a time. */
  window: number;
  /** Date of J-1; without it today at ×1, and else fifteen days ago. */
  start?: string;
  /** Stops after this much wall time. */
  durationSeconds?: number;
  /** A run that is taken up again under its former name finds its lots. */
  runId?: string;
  /** Where its simulated time begins, epoch ms: the meals before that are sent at once. */
  originMs?: number;
}

export interface GavageTransportRequest {
  url: string;
  window: number;
  random: RandomSource;
  clock: Clock;
  log: Logger;
}

export type GavageTransportFactory = (
  request: GavageTransportRequest,
  events: TransportEvents<OutgoingMeal>,
) => Transport<OutgoingMeal>;

export interface GavageDeps {
  clock: Clock;
  log: Logger;
  transportFactory: GavageTransportFactory;
  fetch: Fetch;
  signal: AbortSignal;
  onEvent(event: GavageEvent): void;
  /** Hands out what pauses, resumes and accelerates the run, before its first meal. */
  onKernel?(kernel: Pick<Kernel, "pause" | "resume" | "setAccel" | "lateness">): void;
}

/** Leaves room for others: a server holds what was sent before a reconnection, too. */
export const DEFAULT_WINDOW = MAX_UNANSWERED_MEALS / 2;

const LOTS_PER_SLICE = 128;
/** A run that is stopped waits this long for the answers to what it has sent. */
const STOP_GRACE_MS = 2_000;
/** One that is fed waits this long to hear which lots were ended early. */
const LAST_ANSWER_MS = 10_000;

/**
 * Runs until every meal of every lot is settled, or the signal aborts, whatever happens to the
 * server meanwhile. Throws `server_refused` when it refuses the lots themselves.
 */
export function runGavage(options: GavageOptions, deps: GavageDeps): Promise<GavageSummary> {
  return new GavageRun(options, deps).run();
}

class GavageRun {
  readonly #options: GavageOptions;
  readonly #deps: GavageDeps;
  readonly #endpoints: Endpoints;
  /** Date of J-1. */
  readonly #start: string;
  /** As drawn, and once placed with the curves that the server asks for. */
  #plans: readonly LotPlan[];
  readonly #tally: Tally;
  readonly #stop = new AbortController();
  #connected = false;

  constructor(options: GavageOptions, deps: GavageDeps) {
    const { lots, seed, profile } = options;
    this.#options = options;
    this.#deps = deps;
    this.#endpoints = endpointsOf(options.url);
    this.#start = startDate(options, deps.clock);
    this.#plans = Array.from({ length: lots }, (_, i) => planLot(PROFILES[profile], seed, i));
    this.#tally = new Tally(options, this.#plans);
  }

  async run(): Promise<GavageSummary> {
    const { clock, signal, onEvent } = this.#deps;
    const { seed, profile, accel, zone, durationSeconds } = this.#options;
    const startedMs = clock.now();
    const stop = () => this.#stop.abort();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const cancelEnd = durationSeconds === undefined
      ? undefined
      : clock.schedule(durationSeconds * 1_000, stop);
    onEvent({
      kind: "started",
      seed,
      profile,
      lots: this.#plans.length,
      mealsDue: this.#tally.due,
      accel,
      start: this.#start,
      zone,
      url: this.#endpoints.meals,
    });
    try {
      const codes = await this.#place();
      const fed = codes && await this.#feed(codes);
      return this.#tally.summary({ wallMs: clock.now() - startedMs, ...fed });
    } finally {
      cancelEnd?.();
      signal.removeEventListener("abort", stop);
    }
  }

  async #place(): Promise<string[] | undefined> {
    const { clock, fetch, onEvent } = this.#deps;
    const debut_lot = dayAfter(this.#start, 1);
    const lots = this.#plans.map(({ gaveur, genetique, ducks, days }): NewLot => ({
      gaveur_id: gaveur.id,
      site: gaveur.site,
      genetique,
      nb_canards: ducks,
      debut_lot,
      duree_prevue: days,
      lots_mais: [maizeLotOf(gaveur.site, debut_lot)],
    }));
    const placed = await placeLots(lots, {
      url: this.#endpoints.lots,
      runId: this.#options.runId ?? crypto.randomUUID(),
      fetch,
      clock,
      random: randomStream(this.#options.seed, "placement", "backoff"),
      signal: this.#stop.signal,
      onWaiting: (retryInMs, reason) =>
        onEvent({ kind: "connection", state: { kind: "waiting", retryInMs, reason } }),
    });
    if (!placed) return undefined;
    this.#plans = this.#plans.map((plan, i) => {
      const curve = placed[i]!.courbe?.curve;
      return curve ? { ...plan, curve, days: curve.duree_jours } : plan;
    });
    this.#plans.forEach((plan, i) => {
      this.#tally.replanned(plan);
      onEvent({ kind: "lot_created", plan, codeLot: placed[i]!.code_lot });
    });
    return placed.map(({ code_lot }) => code_lot);
  }

  async #feed(codes: readonly string[]) {
    const { clock, onEvent } = this.#deps;
    const { accel, zone } = this.#options;
    const longest = Math.max(...this.#plans.map(({ days }) => days));
    const slots = mealSlots(dayAfter(this.#start, 1), longest, zone);
    const feeders = await this.#placeDucks(codes, slots);
    const transport = this.#openTransport();
    try {
      const origin = {
        wallMs: clock.now(),
        simMs: this.#options.originMs ??
          simOriginMs(this.#options, { firstMealMs: slots[0]!.timeMs, clock }),
      };
      const time = new AcceleratedClock({ clock, simOriginMs: origin.simMs, accel });
      const kernel = new Kernel({ clock, time, gate: transport });
      this.#tally.started(origin);
      onEvent({ kind: "feeding", ...origin, mealsDue: this.#tally.due });
      this.#deps.onKernel?.(kernel);
      for (const feeder of feeders) this.#scheduleMeal(feeder, kernel, transport);
      await kernel.run(this.#stop.signal);
      await this.#drain(transport);
      await this.#hearOfClosures(codes);
      return { counts: transport.counts, lateness: kernel.lateness.summary() };
    } finally {
      transport.close();
    }
  }

  /** About 0.1 ms a lot: with many of them, sockets and signals get their turn in between. */
  async #placeDucks(codes: readonly string[], slots: readonly MealSlot[]): Promise<LotFeeder[]> {
    const { seed, profile } = this.#options;
    const feeders: LotFeeder[] = [];
    for (const plan of this.#plans) {
      const codeLot = codes[plan.index]!;
      feeders.push(new LotFeeder({ params: PROFILES[profile], seed, plan, codeLot, slots }));
      if (feeders.length % LOTS_PER_SLICE === 0) {
        await new Promise<void>((resolve) => this.#deps.clock.schedule(0, resolve));
      }
    }
    return feeders;
  }

  #scheduleMeal(feeder: LotFeeder, kernel: Kernel, transport: Transport<OutgoingMeal>): void {
    const timeMs = feeder.nextMs;
    if (timeMs === undefined) return;
    const run = () => {
      const meal = feeder.feed();
      this.#tally.sent({ wallMs: this.#deps.clock.now(), simMs: timeMs });
      this.#deps.onEvent({ kind: "meal_sent", meal });
      transport.send(meal);
      this.#scheduleMeal(feeder, kernel, transport);
    };
    kernel.schedule({ timeMs, priority: 0, run });
  }

  #openTransport(): Transport<OutgoingMeal> {
    const { clock, log, transportFactory, onEvent } = this.#deps;
    const { seed, window } = this.#options;
    const random = randomStream(seed, "transport", "backoff");
    return transportFactory({ url: this.#endpoints.meals, window, random, clock, log }, {
      onSettled: (meal, outcome) => {
        if (outcome.kind === "acked") {
          this.#tally.acked(meal.lotIndex);
          onEvent({ kind: "meal_acked", meal });
        } else {
          this.#tally.refused();
          onEvent({ ...outcome, kind: "meal_refused", meal });
        }
      },
      onState: (state) => {
        this.#connected = state.kind === "open";
        if (state.kind === "refused") {
          this.#tally.sentAway(state.reason);
          this.#stop.abort();
        }
        onEvent({ kind: "connection", state });
      },
    });
  }

  /**
   * Meals of a lot that somebody ended early are stored like any: only the lot itself tells. A server
   * that went away is not waited for long; once stopped it is asked only if it is there.
   */
  async #hearOfClosures(codes: readonly string[]): Promise<void> {
    const { clock, fetch, log, onEvent } = this.#deps;
    const { signal } = this.#stop;
    if (signal.aborted && !this.#connected) return;
    const patience = new AbortController();
    const giveUp = () => patience.abort();
    const cancel = clock.schedule(signal.aborted ? STOP_GRACE_MS : LAST_ANSWER_MS, giveUp);
    signal.addEventListener("abort", giveUp);
    try {
      const url = this.#endpoints.lots;
      const answer = await askClosures(codes, { url, fetch, signal: patience.signal });
      if (answer.kind === "untold") {
        return log.warn("cannot ask which lots were ended early", { reason: answer.reason });
      }
      const closed = new Set<number>();
      for (const [i, codeLot] of codes.entries()) {
        const closure = answer.closures.get(codeLot);
        if (!closure) continue;
        closed.add(i);
        onEvent({ kind: "lot_closed", codeLot, by: closure.closed_by, reason: closure.reason });
      }
      this.#tally.closed(closed);
    } finally {
      cancel();
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Waits for the answers; once stopped only for a moment, and only if somebody can answer. */
  #drain(transport: Transport<OutgoingMeal>): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      let cancelGrace = () => {};
      const done = () => {
        cancelGrace();
        signal.removeEventListener("abort", onStop);
        resolve();
      };
      const onStop = () => {
        if (!this.#connected) done();
        else cancelGrace = clock.schedule(STOP_GRACE_MS, done);
      };
      transport.drain().then(done);
      if (signal.aborted) onStop();
      else signal.addEventListener("abort", onStop);
    });
  }
}
