/** Asks a server what it knows of a lot. */
import { DoseList, Lot } from "../../src/contract/lots.ts";
import { backoffMs } from "../../src/lib/backoff.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { AppError } from "../../src/lib/errors.ts";
import type { RandomSource } from "../kernel/mod.ts";
import type { KnownLot } from "./inspected_lot.ts";

/** What came back: a body that was read as JSON, a refusal, or nothing that counts as an answer. */
export type JsonAnswer =
  | { readonly kind: "body"; readonly body: unknown }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unavailable"; readonly reason: string };
export type GetJson = (url: string, signal: AbortSignal) => Promise<JsonAnswer>;

export interface FindLotOptions {
  /** Where the REST paths begin. */
  api: string;
  getJson: GetJson;
  clock: Clock;
  random: RandomSource;
  signal: AbortSignal;
  onWaiting(retryInMs: number, reason: string): void;
}

const BACKOFF = { baseMs: 250, maxMs: 10_000 };

/**
 * The lot by its code or registry id, as far as it was fed; undefined when the signal aborted.
 * Waits for as long as the server is away.
 *
 * @throws AppError `server_refused` when there is no such lot
 */
export async function findLot(id: string, options: FindLotOptions): Promise<KnownLot | undefined> {
  const path = `${options.api}/api/lots/${encodeURIComponent(id)}`;
  const body = await ask(path, options);
  const fed = body === undefined ? undefined : await ask(`${path}/doses`, options);
  if (fed === undefined) return undefined;
  const lot = Lot.safeParse(body);
  const doses = DoseList.safeParse(fed);
  if (!lot.success || !doses.success) {
    throw new AppError("server_refused", `read the lot ${id} at ${path}: the answer is no lot`, {
      cause: lot.error ?? doses.error,
    });
  }
  const maizeGrams = doses.data.doses.reduce((sum, { dose_reelle }) => sum + dose_reelle, 0);
  return {
    codeLot: lot.data.code_lot,
    site: lot.data.site,
    genetique: lot.data.genetique,
    finalWeightGrams: lot.data.poids_moyen_actuel,
    mortalityPercent: lot.data.taux_mortalite,
    maizeGramsPerDuck: maizeGrams > 0 ? maizeGrams : null,
  };
}

async function ask(url: string, options: FindLotOptions): Promise<unknown> {
  const { getJson, signal, random, clock, onWaiting } = options;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answer = await getJson(url, signal);
    if (answer.kind === "body") return answer.body;
    if (answer.kind === "refused") {
      throw new AppError("server_refused", `find the lot at ${url}: ${answer.reason}`);
    }
    if (signal.aborted) break;
    const retryInMs = backoffMs(attempt, BACKOFF, () => random.next());
    onWaiting(retryInMs, answer.reason);
    await new Promise<void>((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = clock.schedule(retryInMs, done);
      signal.addEventListener("abort", done);
    });
  }
  return undefined;
}
