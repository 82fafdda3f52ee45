/** Joins shelves, people, model and server: one run of the consumers' simulator. */
import { anySignal } from "any-signal";
import type { Clock } from "../../src/lib/clock.ts";
import { AppError } from "../../src/lib/errors.ts";
import type { Logger } from "../../src/lib/log.ts";
import {
  AcceleratedClock,
  type Acceleration,
  Kernel,
  randomStream,
  refusalText,
  unitExponentials,
} from "../kernel/mod.ts";
import { Catalogue } from "./catalogue.ts";
import { type ConsumerEndpoints, consumerEndpointsOf } from "./endpoints.ts";
import type { ConsumerEvent, ConsumerSummary } from "./events.ts";
import { type Fetch, HttpCaller, pause, reasonIn } from "./http_caller.ts";
import { InFlight } from "./in_flight.ts";
import { DAY_MS } from "./liver.ts";
import { DAYS_TO_MARKET } from "./params.ts";
import { Population } from "./population.ts";
import { opinionCorrelation, type StarScale, starScale } from "./stars.ts";
import { Tally } from "./tally.ts";
import { Visitor, type VisitOutcome, type VisitPlan } from "./visit.ts";

/** All of it can be written as JSON. */
export interface ConsumerOptions {
  /** Visits in an hour of simulated time, on average. */
  perHour: number;
  accel: Acceleration;
  /** 32-bit. */
  seed: number;
  /** The server, see `consumerEndpointsOf`. */
  url: string;
  /** Stars that can be given, 1–5. */
  minRating: number;
  maxRating: number;
  /** Of measured score and rating, 0–0.9. */
  correlation: number;
  /** Buys products of this lot only, by its code_lot. */
  lot?: string;
  /** Buys these products only, by their product_id. */
  products?: readonly string[];
  /** Ends after so many visits; endless when undefined. */
  feedbacks?: number;
  /** Ends after this much wall time. */
  durationSeconds?: number;
}

export interface ConsumerDeps {
  clock: Clock;
  log: Logger;
  fetch: Fetch;
  signal: AbortSignal;
  onEvent(event: ConsumerEvent): void;
  /** Given once the shop opens: simulated time may then run at another rate than asked for. */
  onKernel?(kernel: Pick<Kernel, "setAccel">): void;
}

const HOUR_MS = 3_600_000;
/** Most visits under way at a time. */
const WINDOW = 16;
/** Empty shelves are looked at again after a second, and then ever more seldom. */
const EMPTY_POLL = { firstMs: 1_000, maxMs: 10_000 };
/** Full ones not so often, and never so that a long list keeps the server busy. */
const REFRESH = { leastMs: 5_000, timesTaken: 20 };
/** A run that is stopped waits this long for the answers to what it has sent. */
const STOP_GRACE_MS = 2_000;

/**
 * Runs until as many visits as asked for are settled, the duration is over, or the signal aborts,
 * whatever happens to the server meanwhile. The same seed and products give the same feedbacks,
 * whatever the acceleration, as long as simulated time stays behind the wall's: no feedback of what is
 * made by now is dated after it. A product of simulated lots that are ahead themselves is rated as of
 * its own making.
 *
 * @throws AppError `server_refused` when the server does not let itself be asked for products
 */
export function runConsumer(
  options: ConsumerOptions,
  deps: ConsumerDeps,
): Promise<ConsumerSummary> {
  return new ConsumerRun(options, deps).run();
}

class ConsumerRun {
  readonly #options: ConsumerOptions;
  readonly #deps: ConsumerDeps;
  readonly #endpoints: ConsumerEndpoints;
  readonly #scale: StarScale;
  readonly #caller: HttpCaller;
  readonly #visitor: Visitor;
  readonly #population: Population;
  readonly #tally: Tally;
  readonly #catalogue: Catalogue;
  readonly #inFlight = new InFlight(WINDOW);
  /** No more visits. */
  readonly #stop = new AbortController();
  /** No more answers. */
  readonly #abandon = new AbortController();
  #kernel: Kernel | undefined;
  #emptyPolls = 0;
  #restockTookMs = 0;
  #failure: unknown;

  constructor(options: ConsumerOptions, deps: ConsumerDeps) {
    const { seed, correlation, minRating, maxRating } = options;
    this.#options = options;
    this.#deps = deps;
    this.#endpoints = consumerEndpointsOf(options.url);
    this.#scale = starScale({ min: minRating, max: maxRating });
    this.#catalogue = new Catalogue(options.products && new Set(options.products));
    this.#population = new Population(seed);
    this.#tally = new Tally(options);
    this.#caller = new HttpCaller({
      fetch: deps.fetch,
      clock: deps.clock,
      random: randomStream(seed, "http", "backoff"),
      onAway: (retryInMs, reason) => deps.onEvent({ kind: "server_away", retryInMs, reason }),
      onBack: () => deps.onEvent({ kind: "server_back" }),
    });
    this.#visitor = new Visitor({
      endpoints: this.#endpoints,
      caller: this.#caller,
      seed,
      runId: crypto.randomUUID(),
      correlation: opinionCorrelation(correlation, this.#scale),
      scale: this.#scale,
      signal: this.#abandon.signal,
      onSent: (feedback) => {
        this.#tally.sent();
        deps.onEvent({ kind: "feedback_sent", feedback });
      },
    });
  }

  async run(): Promise<ConsumerSummary> {
    const { clock, signal } = this.#deps;
    const { durationSeconds } = this.#options;
    const startedMs = clock.now();
    const stop = () => this.#stop.abort();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const cancelEnd = durationSeconds === undefined
      ? undefined
      : clock.schedule(durationSeconds * 1_000, stop);
    this.#announce();
    try {
      await this.#waitForProducts();
      if (!this.#stop.signal.aborted) await this.#open();
      if (this.#failure !== undefined) throw this.#failure;
      return this.#tally.summary({
        wallMs: clock.now() - startedMs,
        isInterrupted: signal.aborted,
        lateness: this.#kernel?.lateness.summary() ?? null,
      });
    } finally {
      cancelEnd?.();
      signal.removeEventListener("abort", stop);
    }
  }

  #announce(): void {
    const { seed, perHour, accel, minRating, maxRating, correlation } = this.#options;
    const { attenuation } = this.#scale;
    this.#deps.onEvent({
      kind: "started",
      seed,
      perHour,
      accel,
      minRating,
      maxRating,
      correlation,
      correlationReachable: opinionCorrelation(correlation, this.#scale) * attenuation,
      lot: this.#options.lot ?? null,
      feedbacks: this.#options.feedbacks ?? null,
      url: this.#endpoints.api,
    });
  }

  async #waitForProducts(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#restock(signal);
      if (this.#catalogue.size > 0) return;
      if (this.#emptyPolls === 0 && !signal.aborted) this.#tellEmpty();
      await pause(this.#nextLookMs(), { clock: this.#deps.clock, signal });
    }
  }

  async #open(): Promise<void> {
    const { clock, onEvent } = this.#deps;
    const { accel, seed } = this.#options;
    const simMs = await this.#simOriginMs();
    const origin = { wallMs: clock.now(), simMs };
    const time = new AcceleratedClock({ clock, simOriginMs: origin.simMs, accel });
    const kernel = this.#kernel = new Kernel({ clock, time, gate: this.#inFlight });
    this.#deps.onKernel?.(kernel);
    this.#tally.opened(origin);
    onEvent({ kind: "opened", ...origin });
    const gaps = unitExponentials(randomStream(seed, "arrivals"));
    this.#scheduleVisit(origin.simMs, gaps);
    const closing = new AbortController();
    const restocking = this.#keepRestocking(anySignal([closing.signal, this.#stop.signal]));
    try {
      await kernel.run(this.#stop.signal);
      await this.#drain();
    } finally {
      this.#abandon.abort();
      closing.abort();
      await restocking;
    }
  }

  /**
   * The wall's time at ×1; else some days after the newest product was made, so that simulated meals keep
   * near the simulated lots, wherever those stand in time.
   */
  async #simOriginMs(): Promise<number> {
    const { newest } = this.#catalogue;
    const madeMs = this.#options.accel === 1 || !newest
      ? null
      : await this.#visitor.madeMs(newest, this.#stop.signal);
    return madeMs === null ? this.#deps.clock.now() : madeMs + DAYS_TO_MARKET * DAY_MS;
  }

  /** Visits are a Poisson process: exponential gaps. */
  #scheduleVisit(afterMs: number, gaps: () => number): void {
    const { feedbacks, perHour } = this.#options;
    if (this.#tally.due === feedbacks) return;
    const timeMs = Math.round(afterMs + gaps() * HOUR_MS / perHour);
    const run = () => {
      const { due } = this.#tally;
      const choice = randomStream(this.#options.seed, "visit", due, "choice");
      const comer = this.#population.next(this.#catalogue, choice);
      if (!comer) return this.#closeUntilRestocked({ timeMs, priority: 0, run });
      const nowMs = this.#deps.clock.now();
      this.#tally.visited({ wallMs: nowMs, simMs: timeMs });
      const { scoreSd } = this.#catalogue;
      this.#inFlight.add(this.#visit({ ...comer, visit: due, visitMs: timeMs, nowMs, scoreSd }));
      this.#scheduleVisit(timeMs, gaps);
    };
    this.#kernel!.schedule({ timeMs, priority: 0, run });
  }

  /** Simulated time stands still with empty shelves, or everybody would come at once afterwards. */
  #closeUntilRestocked(visit: Parameters<Kernel["schedule"]>[0]): void {
    this.#kernel!.schedule(visit);
    this.#kernel!.pause();
    this.#tellEmpty();
  }

  async #visit(plan: VisitPlan): Promise<void> {
    try {
      const outcome = await this.#visitor.visit(plan);
      this.#tally.settled(outcome);
      this.#tell(outcome, plan);
    } catch (error) {
      this.#fail(error);
    }
  }

  #tell(outcome: VisitOutcome, { product, visitMs }: VisitPlan): void {
    const { onEvent } = this.#deps;
    switch (outcome.kind) {
      case "accepted":
        return onEvent({ ...outcome, kind: "feedback_accepted" });
      case "duplicate":
        return onEvent({ ...outcome, kind: "feedback_duplicate" });
      case "refused":
        return onEvent({ ...outcome, kind: "feedback_refused" });
      case "recalled":
        this.#catalogue.drop(product.product_id);
        return onEvent({
          kind: "product_recalled",
          productId: product.product_id,
          simMs: visitMs,
        });
      case "abandoned":
    }
  }

  async #keepRestocking(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    try {
      while (!signal.aborted) {
        await pause(this.#nextLookMs(), { clock, signal });
        if (!signal.aborted) await this.#restock(signal);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #restock(signal: AbortSignal): Promise<void> {
    const { clock, onEvent } = this.#deps;
    const { lot } = this.#options;
    const url = this.#endpoints.products(lot);
    const [sizeBefore, askedMs] = [this.#catalogue.size, clock.now()];
    const answer = await this.#caller.ask({ method: "GET", url }, signal);
    if (!answer) return;
    this.#restockTookMs = clock.now() - askedMs;
    const { status, body } = answer;
    if (status !== 200 || !this.#catalogue.replace(body)) {
      const reason = status === 200 ? "the answer is no list" : reasonIn(body) ?? "no reason given";
      const refusal = refusalText(status, reason);
      throw new AppError("server_refused", `read the products at ${url}: ${refusal}`);
    }
    const { size, lots } = this.#catalogue;
    if (size !== sizeBefore) onEvent({ kind: "products", products: size, lots });
    if (size === 0) return;
    this.#emptyPolls = 0;
    if (sizeBefore === 0) this.#kernel?.resume();
  }

  #nextLookMs(): number {
    if (this.#catalogue.size === 0) {
      return Math.min(EMPTY_POLL.maxMs, EMPTY_POLL.firstMs * 2 ** this.#emptyPolls++);
    }
    return Math.max(REFRESH.leastMs, REFRESH.timesTaken * this.#restockTookMs);
  }

  #tellEmpty(): void {
    this.#deps.onEvent({ kind: "waiting_for_products", lot: this.#options.lot ?? null });
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stop.abort();
  }

  /** Waits for the answers; once stopped only for a moment, and only if somebody can answer. */
  async #drain(): Promise<void> {
    const { signal } = this.#stop;
    let cancelGrace = () => {};
    const giveUp = () => this.#abandon.abort();
    const onStop = () => {
      if (this.#caller.isAway) giveUp();
      else cancelGrace = this.#deps.clock.schedule(STOP_GRACE_MS, giveUp);
    };
    signal.addEventListener("abort", onStop);
    if (signal.aborted) onStop();
    await this.#inFlight.settled();
    cancelGrace();
    signal.removeEventListener("abort", onStop);
  }
}
