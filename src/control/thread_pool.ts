/**
 * Hosts runs on a small pool of threads.
 *
 * Runs of one thread share its event loop, so one that loops for ever stops the others, too. A
 * thread that no longer answers, that crashed or that grew too large is given up, with all of its
 * runs. Who was to blame is not guessed but found out: the run that was at work when it happened
 * gets a thread of its own, the others start again together, and a run that is alone on a thread
 * when that fails was the reason. The hint may be wrong; then the next failure parts them further.
 *
 * A thread is opened when it is needed, watched while it has runs, and closed some time after its
 * last one: without runs there is no thread and no timer.
 */
import type { FromThread, RunOrder, ToThread } from "../contract/control_host.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { HostedEvents, HostedRun, RunHost } from "./host.ts";

export interface Thread {
  post(message: ToThread): void;
  terminate(): void;
}

export interface ThreadEvents {
  onMessage(message: FromThread): void;
  /** An error that none of its runs caught. */
  onCrash(reason: string): void;
}

export type OpenThread = (events: ThreadEvents) => Thread;

export interface ThreadPoolOptions {
  openThread: OpenThread;
  /** Most threads, but for those of runs under suspicion. */
  size: number;
  maxHeapBytes: number;
  clock: Clock;
  log: Logger;
  onReplaced?(): void;
  timing?: Partial<ThreadTiming>;
}

export interface ThreadTiming {
  pingMs: number;
  /** A thread that does not answer for so long hangs. */
  hangMs: number;
  /** Loading the simulators takes a while on a busy machine. */
  bootMs: number;
  /** Another run may come. */
  idleMs: number;
}

const TIMING: ThreadTiming = { pingMs: 2_000, hangMs: 10_000, bootMs: 60_000, idleMs: 5_000 };

interface Tenant {
  readonly order: RunOrder;
  readonly slot: number;
  readonly events: HostedEvents;
}

export class ThreadPool implements RunHost {
  readonly #options: ThreadPoolOptions;
  readonly #timing: ThreadTiming;
  readonly #threads = new Set<WatchedThread>();
  /** Runs that were on a thread that failed, by the company they may still keep. */
  readonly #suspects = new Map<string, symbol>();

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
  }

  get threadCount(): number {
    return this.#threads.size;
  }

  start(order: RunOrder, events: HostedEvents): HostedRun {
    const thread = this.#threadFor(order.id);
    thread.admit(order, events);
    const { id } = order;
    const tell = (message: ToThread) => {
      if (thread.has(id)) thread.post(message);
    };
    return {
      stop: () => tell({ type: "stop", id }),
      pause: () => tell({ type: "pause", id }),
      resume: () => tell({ type: "resume", id }),
      accelerate: (acceleration) => tell({ type: "accelerate", id, acceleration }),
      kill: () => {
        this.#suspects.delete(id);
        if (!thread.evict(id)) return;
        this.#giveUp(thread, { reason: `run ${id} was ended by force`, culprit: true });
      },
    };
  }

  stop(): void {
    for (const thread of [...this.#threads]) this.#close(thread);
    this.#suspects.clear();
  }

  #threadFor(id: string): WatchedThread {
    const company = this.#suspects.get(id);
    const candidates = [...this.#threads].filter((thread) => thread.company === company);
    const [emptiest] = candidates.sort((a, b) => a.tenants.length - b.tenants.length);
    const isFull = company !== undefined || candidates.length >= this.#options.size;
    if (emptiest && (isFull || emptiest.tenants.length === 0)) return emptiest;
    const thread: WatchedThread = new WatchedThread({
      ...this.#options,
      timing: this.#timing,
      company,
      onFailed: (reason) => this.#giveUp(thread, { reason, culprit: false }),
      onIdle: () => this.#close(thread),
      onRunEnded: (run) => this.#suspects.delete(run),
    });
    this.#threads.add(thread);
    return thread;
  }

  #close(thread: WatchedThread): void {
    this.#threads.delete(thread);
    thread.close();
  }

  /** @param known whether it is known who was to blame, and gone */
  #giveUp(thread: WatchedThread, { reason, culprit: known }: { reason: string; culprit: boolean }) {
    const { tenants } = thread;
    const atWork = thread.atWork;
    this.#close(thread);
    if (tenants.length === 0) return;
    this.#options.onReplaced?.();
    this.#options.log.warn("thread of simulator runs replaced", { reason, runs: tenants.length });
    const isToBlame = !known && tenants.length === 1;
    if (isToBlame) this.#suspects.delete(tenants[0]!.order.id);
    else if (!known) this.#part(tenants, atWork);
    for (const { events } of tenants) events.onLost({ reason, isToBlame });
  }

  #part(tenants: readonly Tenant[], atWork: Tenant | undefined): void {
    const half = tenants.slice(0, Math.ceil(tenants.length / 2));
    const first = new Set(atWork ? [atWork] : half);
    const [companyOfFirst, companyOfRest] = [Symbol(), Symbol()];
    for (const tenant of tenants) {
      this.#suspects.set(tenant.order.id, first.has(tenant) ? companyOfFirst : companyOfRest);
    }
  }
}

interface WatchedThreadOptions extends ThreadPoolOptions {
  timing: ThreadTiming;
  company: symbol | undefined;
  onFailed(reason: string): void;
  onIdle(): void;
  onRunEnded(id: string): void;
}

class WatchedThread {
  readonly company: symbol | undefined;
  readonly #options: WatchedThreadOptions;
  readonly #thread: Thread;
  readonly #tenants = new Map<string, Tenant>();
  /** Written by the thread: the slot of the run that was at work last. */
  readonly #hint = new Int32Array(new SharedArrayBuffer(4));
  #nextSlot = 1;
  #isReady = false;
  #isClosed = false;
  #cancelTimer = () => {};

  constructor(options: WatchedThreadOptions) {
    this.#options = options;
    this.company = options.company;
    this.#thread = options.openThread({
      onMessage: (message) => this.#isClosed || this.#hear(message),
      onCrash: (reason) => this.#isClosed || options.onFailed(`its thread crashed: ${reason}`),
    });
    this.post({ type: "hint", slots: this.#hint.buffer });
    this.#expect("its thread did not start", options.timing.bootMs);
  }

  get tenants(): Tenant[] {
    return [...this.#tenants.values()];
  }

  get atWork(): Tenant | undefined {
    const slot = Atomics.load(this.#hint, 0);
    return this.tenants.find((tenant) => tenant.slot === slot);
  }

  has(id: string): boolean {
    return !this.#isClosed && this.#tenants.has(id);
  }

  admit(order: RunOrder, events: HostedEvents): void {
    const slot = this.#nextSlot++;
    const wasIdle = this.#tenants.size === 0;
    this.#tenants.set(order.id, { order, slot, events });
    this.post({ type: "start", order, slot });
    if (wasIdle && this.#isReady) this.#ping();
  }

  /** True when it was there. */
  evict(id: string): boolean {
    return !this.#isClosed && this.#tenants.delete(id);
  }

  post(message: ToThread): void {
    this.#thread.post(message);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#thread.terminate();
  }

  #hear(message: FromThread): void {
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        return this.#ping();
      case "pong":
        return this.#onPong(message.heapBytes);
      case "running":
        return this.#tenants.get(message.id)?.events.onRunning();
      case "lines":
        return this.#tenants.get(message.id)?.events.onLines(message.lines);
      case "stats":
        return this.#tenants.get(message.id)?.events.onStats(message.stats);
      case "ended": {
        const tenant = this.#tenants.get(message.id);
        this.#tenants.delete(message.id);
        this.#options.onRunEnded(message.id);
        tenant?.events.onEnded(message.end);
        if (this.#tenants.size === 0 && !this.#isClosed) this.#waitForRuns();
      }
    }
  }

  #ping(): void {
    this.post({ type: "ping" });
    const { hangMs } = this.#options.timing;
    this.#expect(`its thread did not answer for ${hangMs / 1_000} s`, hangMs);
  }

  #onPong(heapBytes: number): void {
    if (this.#tenants.size === 0) return this.#waitForRuns();
    const { maxHeapBytes, timing, clock, onFailed } = this.#options;
    if (heapBytes > maxHeapBytes) {
      const [size, limit] = [heapBytes, maxHeapBytes].map((bytes) => Math.round(bytes / 2 ** 20));
      return onFailed(`its thread grew to ${size} MiB, above ${limit} MiB`);
    }
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(timing.pingMs, () => this.#ping());
  }

  #waitForRuns(): void {
    const { clock, timing, onIdle } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(timing.idleMs, onIdle);
  }

  #expect(fault: string, withinMs: number): void {
    const { clock, onFailed } = this.#options;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(withinMs, () => onFailed(fault));
  }
}
