/** A server and a clock for runs of the gavage simulator, both driven by the test. */
import { createHash } from "node:crypto";
import type { Closure, NewLot } from "../../src/contract/lots.ts";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import {
  type Fetch,
  type GavageDeps,
  type GavageEvent,
  type GavageOptions,
  type OutgoingMeal,
  runGavage,
} from "../../simulators/gavage/mod.ts";
import { recordingTransport } from "../../simulators/kernel/mod.ts";

export const OPTIONS: GavageOptions = {
  lots: 3,
  accel: "max",
  seed: 7,
  url: "ws://127.0.0.1:8000/ws/gavage",
  profile: "classic",
  zone: "Europe/Paris",
  window: 64,
  start: "2026-11-06",
};

export const WALL_START_MS = Date.parse("2026-11-22T03:00:00Z");

/** Allocates `{site}2611{NNN}` in the order of the requests, as a server would. */
export function lotAllocator(): (body: { lots: NewLot[] }) => Response {
  let sequence = 0;
  return ({ lots }) => {
    const created = lots.map((lot) => ({
      code_lot: `${lot.site}2611${String(++sequence).padStart(3, "0")}`,
      lot_id: "LOT_20261107_AAAA",
      site: lot.site,
      gaveur_id: lot.gaveur_id,
      gaveur_nom: null,
      genetique: lot.genetique,
      debut_lot: lot.debut_lot,
      duree_prevue: lot.duree_prevue,
      jour_actuel: -1,
      statut: "en_cours",
      pret_abattage: false,
      nb_canards_initial: lot.nb_canards,
      nb_canards_vivants: lot.nb_canards,
      poids_moyen_actuel: null,
      taux_mortalite: 0,
      nb_doses: 0,
      sqal_status: null,
      updated_at: "2026-11-07T00:00:00.000+00:00",
    }));
    return Response.json({ lots: created }, { status: 201 });
  };
}

type ClosureFake = Omit<Closure, "closed_at">;

/** The coherence check's answer for the lots that `url` names, of which some were ended early. */
export function coherence(url: string, closed: Record<string, ClosureFake> = {}): Response {
  const codes = new URL(url).searchParams.get("code_lot")!.split(",");
  const lots = codes.map((code_lot) => ({
    code_lot,
    cloture: closed[code_lot] ? { ...closed[code_lot], closed_at: "2026-11-20T08:00:00Z" } : null,
  }));
  return Response.json({ lots: lots.toReversed(), next_cursor: null });
}

/** A server that places lots, and of which nobody ended any. */
export function allocatingFetch(): { fetch: Fetch; requested: NewLot[] } {
  const allocate = lotAllocator();
  const requested: NewLot[] = [];
  return {
    requested,
    fetch: (url, { method, body }) => {
      if (method === "GET") return Promise.resolve(coherence(url));
      const { lots }: { lots: NewLot[] } = JSON.parse(body!);
      requested.push(...lots);
      return Promise.resolve(allocate({ lots }));
    },
  };
}

/** Lets promises settle without letting time pass. */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Moves the clock from timer to timer until the work is done. */
export async function driveUntilDone<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let done = false;
  const settled = work.finally(() => done = true);
  settled.catch(() => {});
  while (!done) {
    await settlePromises();
    const nextMs = clock.nextDueMs();
    if (nextMs !== undefined && !done) clock.advance(nextMs - clock.now());
  }
  return settled;
}

/** A whole run on a clock of its own, its meals recorded instead of sent. */
export async function recordRun(
  options: Partial<GavageOptions> = {},
  deps: Partial<GavageDeps> = {},
  clock: ManualClock = new ManualClock(WALL_START_MS),
) {
  const meals: (OutgoingMeal & { wallMs: number })[] = [];
  const events: GavageEvent[] = [];
  const { fetch, requested } = allocatingFetch();
  const run = runGavage({ ...OPTIONS, ...options }, {
    clock,
    log: silentLogger,
    fetch,
    signal: new AbortController().signal,
    transportFactory: (_, events) =>
      recordingTransport((meal) => meals.push({ ...meal, wallMs: clock.now() }), events),
    onEvent: (event) => events.push(event),
    ...deps,
  });
  const summary = await driveUntilDone(clock, run);
  return { clock, meals, events, requested, summary };
}

/** One digest for each lot, over its frames as they were serialised. */
export function digests(meals: readonly OutgoingMeal[]): string[] {
  const hashes: ReturnType<typeof createHash>[] = [];
  for (const { lotIndex, text } of meals) {
    (hashes[lotIndex] ??= createHash("sha256")).update(`${text}\n`);
  }
  return hashes.map((hash) => hash.digest("hex"));
}
