/**
 * Tells dashboards of lots that were placed or moved on in quality control, whichever program did
 * it: the database says which, and they are read as they are then.
 */
import type { Lot } from "../contract/lots.ts";
import type { LotRepository } from "../db/lot_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { Events } from "./cluster.ts";

export interface LotNewsDeps {
  lots: Pick<LotRepository, "findAll" | "list" | "onNews">;
  hub: Events;
  /** Told the codes of those that were closed. */
  onClosed(codes: readonly string[]): Promise<void>;
  clock: Clock;
  log: Logger;
}

const FRAME_BYTES = 900;
/** A lot that moves on twice within so long is told of once. */
const LINGER_MS = 50;
/** Reading news takes no more than this share of the time, so that meals are not kept waiting. */
const READING_SHARE = 0.1;
const LONGEST_PAUSE_MS = 2_000;
const RETRY_MS = 1_000;
const MOST_READ = 500;

/** Listens; the result stops it. */
export async function startLotNews(
  { lots, hub, onClosed, clock, log }: LotNewsDeps,
): Promise<() => Promise<void>> {
  const news = new Set<string>();
  let cancel: (() => void) | undefined;
  let reading = Promise.resolve();
  let stopped = false;
  let unheard = false;
  let listened = false;

  const readIn = (delayMs: number) => {
    if (stopped) return;
    cancel ??= clock.schedule(delayMs, () => {
      reading = tell();
    });
  };
  const tell = async () => {
    const codes = [...news].slice(0, MOST_READ);
    const readNewest = unheard;
    unheard = false;
    for (const code of codes) news.delete(code);
    let delayMs = LINGER_MS;
    const startMs = clock.now();
    try {
      const found = codes.length > 0 ? await lots.findAll(codes) : [];
      if (readNewest) found.push(...(await lots.list({}, { limit: MOST_READ })).lots);
      for (const lot of found) publish(lot);
      const closed = found.filter(({ cloture }) => cloture).map(({ code_lot }) => code_lot);
      if (closed.length > 0) await onClosed(closed);
      const pauseMs = (clock.now() - startMs) * (1 / READING_SHARE - 1);
      delayMs = Math.min(LONGEST_PAUSE_MS, Math.max(LINGER_MS, pauseMs));
    } catch (error) {
      log.debug("cannot read the news of lots", { error });
      for (const code of codes) news.add(code);
      unheard ||= readNewest;
      delayMs = RETRY_MS;
    }
    cancel = undefined;
    if (news.size > 0 || unheard) readIn(delayMs);
  };
  const publish = (lot: Lot) =>
    hub.publish(
      { kind: "lot_update", codeLot: lot.code_lot, site: lot.site },
      { type: "lot_update", timestamp: frameTimestamp(clock.now()), data: lot },
      FRAME_BYTES,
      // Every server hears of it.
      {
        once: `${lot.code_lot} ${lot.statut} ${lot.sqal_status} ${lot.updated_at} ${lot.nb_doses}`,
      },
    );

  const unlisten = await lots.onNews((code) => {
    news.add(code);
    readIn(LINGER_MS);
  }, () => {
    // Before it began nobody was told anything; before it begins anew something may be missed.
    unheard = listened;
    listened = true;
    if (unheard) readIn(LINGER_MS);
  });

  return async () => {
    stopped = true;
    cancel?.();
    await unlisten();
    await reading;
  };
}
