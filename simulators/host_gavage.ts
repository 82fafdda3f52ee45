/** A gavage run as the supervisor hosts it. */
import { NO_STATS, type RunOrder } from "../src/contract/control_host.ts";
import type { GavageConfig, RunStats } from "../src/contract/control_runs.ts";
import { silentLogger } from "../src/lib/log.ts";
import {
  DEFAULT_WINDOW,
  type GavageEvent,
  type OutgoingMeal,
  readMealAnswer,
  runGavage,
} from "./gavage/mod.ts";
import type { HostedDeps, HostedKind } from "./host.ts";
import { type Kernel, type Transport, WebSocketTransport } from "./kernel/mod.ts";

export const hostedGavage: HostedKind = async (order, deps) => {
  const { clock, openSocket, fetch, signal } = deps;
  const config = order.config as GavageConfig;
  const progress = new GavageProgress(order, deps);
  const start = order.resume?.start ?? config.start;
  // At ×1 without a day of its own it keeps the ducks' real time, interruptions or not.
  const isRealTime = config.acceleration === 1 && config.start === undefined;
  const originMs = order.resume && isRealTime ? clock.now() : order.resume?.simMs;
  const summary = await runGavage({
    lots: config.nb_lots,
    accel: config.acceleration,
    seed: order.seed,
    url: order.url,
    profile: "classic",
    zone: order.zone,
    window: DEFAULT_WINDOW,
    runId: order.id,
    ...(start !== undefined && { start }),
    ...(originMs !== undefined && { originMs }),
    ...(order.durationSeconds !== undefined && { durationSeconds: order.durationSeconds }),
  }, {
    clock,
    log: silentLogger,
    fetch,
    signal,
    transportFactory: (request, events) =>
      progress.transport = new WebSocketTransport<OutgoingMeal>(
        { ...request, readAnswer: readMealAnswer, openSocket },
        events,
      ),
    onKernel(kernel) {
      progress.kernel = kernel;
      deps.control({
        pause: () => kernel.pause(),
        resume: () => kernel.resume(),
        accelerate(acceleration) {
          progress.acceleration = acceleration;
          kernel.setAccel(acceleration);
        },
      });
    },
    onEvent: (event) => progress.onEvent(event),
  });
  const { mealsAcked, mealsDue, lots, lotsFinished, outcome, refusal } = summary;
  deps.say(
    "info",
    `${mealsAcked} of ${mealsDue} meals acknowledged, lots finished ${lotsFinished} of ${lots}: ${outcome}`,
  );
  if (refusal !== null) return { kind: "failed", error: `the server sent us away: ${refusal}` };
  return { kind: "ended", outcome };
};

/** What the events of a run add up to. */
class GavageProgress {
  kernel: Pick<Kernel, "lateness"> | undefined;
  transport: Transport<OutgoingMeal> | undefined;
  acceleration: number;
  readonly #deps: HostedDeps;
  #stats: RunStats;
  #origin: { wallMs: number; simMs: number } | undefined;
  #last: { wallMs: number; simMs: number } | undefined;

  constructor(order: RunOrder, deps: HostedDeps) {
    this.#deps = deps;
    this.acceleration = (order.config as GavageConfig).acceleration;
    this.#stats = NO_STATS;
    deps.measure(() => this.#measured());
  }

  onEvent(event: GavageEvent): void {
    const { say } = this.#deps;
    switch (event.kind) {
      case "started":
        this.#add({ due: event.mealsDue });
        say("info", `seed ${event.seed}: ${event.lots} lots, arrival on ${event.start}`);
        break;
      case "lot_created": {
        const { plan, codeLot } = event;
        const { gaveur, ducks, genetique, days } = plan;
        const who = `${gaveur.nom} (${gaveur.site})`;
        say("info", `lot ${codeLot}: ${ducks} ducks, ${genetique}, ${days} days, ${who}`);
        break;
      }
      case "feeding":
        this.#origin = event;
        this.#add({ due: event.mealsDue });
        this.#deps.running();
        break;
      case "meal_sent":
        this.#last = { wallMs: this.#deps.clock.now(), simMs: event.meal.simMs };
        this.#add({ sent: this.#stats.sent + 1 });
        break;
      case "meal_acked": {
        this.#add({ acknowledged: this.#stats.acknowledged + 1 });
        const { code_lot, jour, moment, dose_reelle, poids_moyen } = event.meal.frame;
        say("info", `${code_lot} J${jour} ${moment}: ${dose_reelle} g, ducks of ${poids_moyen} g`);
        break;
      }
      case "meal_refused":
        this.#add({ refused: this.#stats.refused + 1 });
        say("warn", `meal ${event.meal.key} refused: ${event.message}`);
        break;
      case "lot_closed":
        say("warn", `lot ${event.codeLot} was ended early by ${event.by}: ${event.reason}`);
        break;
      case "connection":
        if (event.state.kind === "open") say("info", "connected");
        else if (event.state.kind === "waiting") {
          const { reason, retryInMs } = event.state;
          say("warn", `not connected: ${reason}; next try in ${Math.round(retryInMs)} ms`);
        }
    }
  }

  #add(changes: Partial<RunStats>): void {
    this.#stats = { ...this.#stats, ...changes };
    this.#deps.changed();
  }

  #measured(): RunStats {
    const lateness = this.kernel?.lateness;
    const summary = lateness?.summary();
    const counts = this.transport?.counts;
    const [from, to] = [this.#origin, this.#last];
    const wallMs = from && to ? to.wallMs - from.wallMs : 0;
    return {
      ...this.#stats,
      resent: counts?.resent ?? 0,
      reconnections: counts?.reconnections ?? 0,
      lateness_p50_ms: summary?.p50Ms ?? null,
      lateness_p99_ms: summary?.p99Ms ?? null,
      drift_ms: lateness?.lastMs ?? null,
      // What was sent again of before the origin took no simulated time.
      achieved_rate: from && to && wallMs > 0 && to.simMs > from.simMs
        ? (to.simMs - from.simMs) / wallMs
        : null,
      acceleration: this.acceleration,
      simulated_until: to ? new Date(to.simMs).toISOString() : null,
    };
  }
}
