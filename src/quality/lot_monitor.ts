/**
 * The lot monitor: hands each finished lot to quality control, exactly once, however many monitors
 * there are and whichever of them dies.
 *
 * ```text
 * pending ──claim──▶ inspecting ──▶ inspected
 *                     │  ▲ claimed again once its lease ran out or was let go
 *                     ▼  │
 *                    error      claimed again when due, until its attempts are used up
 * ```
 *
 * A claim is a lease that is renewed while the work lasts. The work itself is repeatable: all of it
 * follows from the lot, so a second inspection sends the same samples under the same ids, of which
 * the server keeps one. Every change of state names the claim, so a monitor that was taken for dead
 * changes nothing when it comes back.
 */
import { anySignal } from "any-signal";
import type { Claim, ClaimedLot } from "../db/inspection_repository.ts";
import { backoffMs } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";

/** Where finished lots wait; `InspectionRepository` in production. */
export interface InspectionQueue {
  claim(options: { limit: number; leaseMs: number }): Promise<ClaimedLot[]>;
  renew(claim: Claim, leaseMs: number): Promise<boolean>;
  complete(claim: Claim, inspectedAtMs: number): Promise<boolean>;
  fail(
    claim: Claim,
    failure: { reason: string; retryInMs: number | null; counts: boolean },
  ): Promise<boolean>;
  release(claim: Claim): Promise<boolean>;
  onPending(onPending: () => void): Promise<() => Promise<void>>;
}

export type InspectionOutcome =
  /** Every sample is stored; the last was measured at this simulated time, epoch ms. */
  | { readonly kind: "inspected"; readonly inspectedAtMs: number; readonly samples: number }
  /** The lot or its samples were refused: it counts as one of the attempts. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nobody answered: no fault of the lot, it is tried again for ever. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The signal aborted. */
  | { readonly kind: "stopped" };

/** Measures a lot's samples and has them stored. */
export type InspectLot = (lot: ClaimedLot, signal: AbortSignal) => Promise<InspectionOutcome>;

export interface LotMonitorOptions {
  queue: InspectionQueue;
  inspect: InspectLot;
  clock: Clock;
  log: Logger;
  /** Looks for lots this often even if nobody calls. */
  pollingIntervalMs: number;
  /** Most lots under inspection at a time. */
  concurrency?: number;
  timing?: Partial<LotMonitorTiming>;
}

export interface LotMonitorTiming {
  /** A monitor that is silent for so long has lost its lot. */
  leaseMs: number;
  /** Refused inspections of one lot until the error is final. */
  maxAttempts: number;
  retryBaseMs: number;
  retryMaxMs: number;
}

const TIMING: LotMonitorTiming = {
  leaseMs: 30_000,
  maxAttempts: 5,
  retryBaseMs: 2_000,
  retryMaxMs: 300_000,
};
const CONCURRENCY = 4;
/** While no server is to be reached, lots are left in the queue. */
const REST = { baseMs: 2_000, maxMs: 60_000 };
/** A lease survives two renewals that fail. */
const RENEWALS_PER_LEASE = 3;

export class LotMonitor {
  readonly #options: LotMonitorOptions;
  readonly #timing: LotMonitorTiming;
  readonly #concurrency: number;
  readonly #stop = new AbortController();
  readonly #working = new Set<Promise<void>>();
  readonly #timers = new Set<() => void>();
  #cancelPoll = () => {};
  #unlisten: Promise<() => Promise<void>> | undefined;
  #looking = Promise.resolve();
  #isLooking = false;
  #lookAgain = false;
  /** Times in a row that no server was to be reached, and until when none is asked again. */
  #unreachable = 0;
  #restsUntilMs = -Infinity;

  constructor(options: LotMonitorOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#concurrency = options.concurrency ?? CONCURRENCY;
  }

  /** Starts to listen and to look. Returns at once. */
  start(): void {
    this.#unlisten = this.#options.queue.onPending(() => this.#look());
    this.#unlisten.catch((error) =>
      this.#options.log.warn("cannot listen for finished lots: polling only", { error })
    );
    this.#look();
  }

  /** Lets go of the lots under inspection; any monitor may take them up at once. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancelPoll();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    const unlisten = await this.#unlisten?.catch(() => undefined);
    await unlisten?.();
    await this.#looking;
    await Promise.all(this.#working);
  }

  /** One look at a time; whoever calls meanwhile causes another one after it. */
  #look(): void {
    if (this.#stop.signal.aborted) return;
    this.#lookAgain = true;
    if (!this.#isLooking) this.#looking = this.#claimWhileAsked();
  }

  async #claimWhileAsked(): Promise<void> {
    const { queue, log, clock, pollingIntervalMs } = this.#options;
    this.#isLooking = true;
    this.#cancelPoll();
    while (this.#lookAgain && !this.#stop.signal.aborted && clock.now() >= this.#restsUntilMs) {
      this.#lookAgain = false;
      const free = this.#concurrency - this.#working.size;
      if (free === 0) break; // The end of an inspection looks again.
      try {
        const lots = await queue.claim({ limit: free, leaseMs: this.#timing.leaseMs });
        for (const lot of lots) this.#begin(lot);
      } catch (error) {
        log.warn("cannot look for finished lots", { error });
      }
    }
    this.#isLooking = false;
    if (this.#stop.signal.aborted) return;
    const restMs = this.#restsUntilMs - clock.now();
    this.#cancelPoll = clock.schedule(
      restMs > 0 ? restMs : pollingIntervalMs,
      () => this.#look(),
    );
  }

  #begin(lot: ClaimedLot): void {
    const log = this.#options.log.with({ code_lot: lot.codeLot });
    const work = this.#inspect(lot, log)
      .catch((error) => log.warn("inspection left to its lease", { error }))
      .finally(() => {
        this.#working.delete(work);
        this.#look();
      });
    this.#working.add(work);
  }

  async #inspect(lot: ClaimedLot, log: Logger): Promise<void> {
    const { queue, inspect } = this.#options;
    const lost = new AbortController();
    const cancelRenewals = this.#keepClaim(lot, () => {
      log.warn("claim lost: another monitor has the lot");
      lost.abort();
    });
    const signal = anySignal([this.#stop.signal, lost.signal]);
    try {
      const outcome = await inspect(lot, signal).catch((error): InspectionOutcome => {
        log.error("inspection failed", { error });
        return { kind: "refused", reason: messageOf(error) };
      });
      if (lost.signal.aborted) return;
      this.#note(outcome);
      switch (outcome.kind) {
        case "inspected": {
          const { inspectedAtMs, samples } = outcome;
          const ours = await queue.complete(lot, inspectedAtMs);
          if (ours) log.info("lot inspected", { samples });
          else log.warn("lot was inspected, but no longer ours to say so");
          return;
        }
        case "stopped":
          return void await queue.release(lot);
        case "refused":
          return await this.#fail(lot, { reason: outcome.reason, counts: true, log });
        case "unreachable":
          return await this.#fail(lot, { reason: outcome.reason, counts: false, log });
      }
    } finally {
      signal.clear();
      cancelRenewals();
    }
  }

  #note({ kind }: InspectionOutcome): void {
    const nowMs = this.#options.clock.now();
    if (kind === "inspected" || kind === "refused") this.#unreachable = 0;
    // Of several at once, the first is enough.
    if (kind !== "unreachable" || nowMs < this.#restsUntilMs) return;
    this.#restsUntilMs = nowMs + backoffMs(this.#unreachable++, REST, Math.random);
  }

  async #fail(
    lot: ClaimedLot,
    { reason, counts, log }: { reason: string; counts: boolean; log: Logger },
  ): Promise<void> {
    const { maxAttempts, retryBaseMs: baseMs, retryMaxMs: maxMs } = this.#timing;
    const attempt = lot.attempts + (counts ? 1 : 0);
    const retryInMs = attempt >= maxAttempts
      ? null
      : backoffMs(lot.attempts, { baseMs, maxMs }, Math.random);
    const told = { reason, attempt, retry_in_ms: retryInMs };
    if (!await this.#options.queue.fail(lot, { reason, retryInMs, counts })) return;
    if (retryInMs === null) return log.error("lot cannot be inspected", told);
    log.warn("inspection failed: it will be tried again", told);
    const cancel = this.#options.clock.schedule(retryInMs, () => {
      this.#timers.delete(cancel);
      this.#look();
    });
    this.#timers.add(cancel);
  }

  #keepClaim(lot: ClaimedLot, onLost: () => void): () => void {
    const { queue, clock, log } = this.#options;
    const { leaseMs } = this.#timing;
    let ended = false;
    let cancel = () => {};
    const renew = async () => {
      // A database that is away is no reason to stop: the fence at the end decides.
      const ours = await queue.renew(lot, leaseMs).catch((error) => {
        log.debug("cannot renew a claim", { error });
        return true;
      });
      if (ended) return;
      if (ours) cancel = clock.schedule(leaseMs / RENEWALS_PER_LEASE, renew);
      else onLost();
    };
    cancel = clock.schedule(leaseMs / RENEWALS_PER_LEASE, renew);
    return () => {
      ended = true;
      cancel();
    };
  }
}
