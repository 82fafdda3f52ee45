/** A device's run as the supervisor hosts it. */
import type { RunStats, SqalConfig } from "../src/contract/control_runs.ts";
import { silentLogger } from "../src/lib/log.ts";
import type { HostedKind } from "./host.ts";
import type { Kernel } from "./kernel/mod.ts";
import { jsonOver, runSqal, type SqalEvent } from "./sqal/mod.ts";

export const hostedSqal: HostedKind = async (order, deps) => {
  const { clock, openSocket, signal, say } = deps;
  const config = order.config as SqalConfig;
  let kernel: Pick<Kernel, "lateness"> | undefined;
  // What it did before its server ended counts, too.
  let stats: RunStats = order.stats;
  let connections = 0;
  const add = (changes: Partial<RunStats>) => {
    stats = { ...stats, ...changes };
    deps.changed();
  };
  deps.measure(() => {
    const summary = kernel?.lateness.summary();
    return {
      ...stats,
      lateness_p50_ms: summary?.p50Ms ?? null,
      lateness_p99_ms: summary?.p99Ms ?? null,
      drift_ms: kernel?.lateness.lastMs ?? null,
      acceleration: 1,
    };
  });

  const onEvent = (event: SqalEvent) => {
    switch (event.kind) {
      case "started":
        return say("info", `seed ${event.seed}: a sample each ${event.intervalMs / 1_000} s`);
      case "lot_found":
        return say("info", `lot ${event.codeLot}: ${event.profile}`);
      case "waiting_for_lot":
        return say("warn", `waiting for the lot: ${event.reason}`);
      case "status":
        return say("info", `device ${event.deviceId}: ${event.status}`);
      case "sample_acked": {
        add({
          acknowledged: stats.acknowledged + 1,
          sent: stats.sent + 1,
          simulated_until: new Date(clock.now()).toISOString(),
        });
        return say("info", `sample ${event.sample.key} stored`);
      }
      case "sample_refused":
        add({ refused: stats.refused + 1, sent: stats.sent + 1 });
        return say("warn", `sample ${event.sample.key} refused: ${event.message}`);
      case "not_measured":
        return say("warn", `no sample: ${event.reason}`);
      case "dropped":
        add({ dropped: stats.dropped + 1 });
        return say("warn", "a sample was dropped: too many wait for the server");
      case "connection":
        if (event.state.kind === "open") {
          add({ reconnections: order.stats.reconnections + connections++ });
        }
        if (event.state.kind === "waiting") say("warn", `not connected: ${event.state.reason}`);
    }
  };

  const summary = await runSqal({
    deviceIds: [config.device_id],
    location: config.location,
    intervalMs: config.interval * 1_000,
    seed: order.seed,
    url: order.url,
    ...(config.lot === undefined ? { profile: config.config_profile } : { lot: config.lot }),
    ...(order.durationSeconds !== undefined && { durationSeconds: order.durationSeconds }),
  }, {
    clock,
    log: silentLogger,
    openSocket,
    getJson: jsonOver(deps.fetch),
    signal,
    onKernel(own) {
      kernel = own;
      deps.control({ pause: () => own.pause(), resume: () => own.resume() });
      deps.running();
    },
    onEvent,
  });
  add({
    resent: order.stats.resent + summary.resent,
    reconnections: order.stats.reconnections + summary.reconnections,
  });
  say("info", `${summary.acked} of ${summary.measured} samples acknowledged: ${summary.outcome}`);
  if (summary.refusal !== null) {
    return { kind: "failed", error: `the server sent the device away: ${summary.refusal}` };
  }
  return { kind: "ended", outcome: summary.outcome };
};
