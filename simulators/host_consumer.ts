/** A consumers' run as the supervisor hosts it. */
import type { ConsumerConfig, RunStats } from "../src/contract/control_runs.ts";
import { silentLogger } from "../src/lib/log.ts";
import { type ConsumerEvent, runConsumer } from "./consumer/mod.ts";
import type { HostedKind } from "./host.ts";
import { PausableClock } from "./host_pausable_clock.ts";
import type { Kernel } from "./kernel/mod.ts";

/** Of measured score and rating: what people taste is not all that instruments see. */
const CORRELATION = 0.6;

export const hostedConsumer: HostedKind = async (order, deps) => {
  const { say, changed, signal } = deps;
  const config = order.config as ConsumerConfig;
  const clock = new PausableClock(deps.clock);
  let acceleration = config.acceleration ?? 1;
  let kernel: Pick<Kernel, "setAccel"> | undefined;
  // What it did before its server ended counts, too.
  let stats: RunStats = { ...order.stats, acceleration };
  const add = (changes: Partial<RunStats>) => {
    stats = { ...stats, ...changes };
    changed();
  };
  deps.measure(() => stats);
  deps.control({
    pause: () => clock.pause(),
    resume: () => clock.resume(),
    accelerate(factor) {
      acceleration = factor;
      kernel?.setAccel(factor);
      add({ acceleration });
    },
  });

  const onKernel = (own: Pick<Kernel, "setAccel">) => {
    kernel = own;
    // It may have been asked for while there was nothing to buy yet.
    own.setAccel(acceleration);
  };
  const onEvent = (event: ConsumerEvent) => {
    switch (event.kind) {
      case "started":
        say("info", `seed ${event.seed}: ${event.perHour} feedbacks an hour`);
        return deps.running();
      case "waiting_for_products":
        return say("info", "no product is for sale yet: waiting");
      case "products":
        return say("info", `${event.products} products of ${event.lots} lots`);
      case "server_away":
        return say("warn", `no answer: ${event.reason}`);
      case "server_back":
        return say("info", "the server answers again");
      case "feedback_sent":
        return add({ sent: stats.sent + 1 });
      case "feedback_accepted":
        add({
          acknowledged: stats.acknowledged + 1,
          simulated_until: new Date(clock.now()).toISOString(),
        });
        return say("info", `feedback ${event.feedbackId ?? ""} stored`);
      case "feedback_duplicate":
        return say("info", "a consumer rated the same product again: kept once");
      case "feedback_refused":
        add({ refused: stats.refused + 1 });
        return say("warn", `feedback refused: ${event.status} ${event.reason}`);
      case "product_recalled":
        return say("info", `product ${event.productId} is gone`);
    }
  };

  const summary = await runConsumer({
    perHour: config.feedbacks_per_hour,
    accel: acceleration,
    seed: order.seed,
    url: order.url,
    minRating: config.min_rating,
    maxRating: config.max_rating,
    correlation: CORRELATION,
    ...(order.durationSeconds !== undefined && { durationSeconds: order.durationSeconds }),
  }, { clock, log: silentLogger, fetch: deps.fetch, signal, onEvent, onKernel });
  add({ resent: order.stats.resent + summary.resent });
  say("info", `${summary.accepted} of ${summary.sent} feedbacks accepted: ${summary.outcome}`);
  return { kind: "ended", outcome: summary.outcome };
};
