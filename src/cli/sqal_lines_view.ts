/** A run of devices for people: a line for each sample, or for each round of a large fleet. */
import type { SqalEvent } from "../../simulators/sqal/mod.ts";
import type { SqalView, SqalViewOptions } from "./sqal_view.ts";

const HEADS = { done: "✅ Done", refused: "❌ Refused", stopped: "⏹  Stopped" } as const;
/** With more devices than this a line for each sample would bury the rest. */
const SHOWN_DEVICES = 20;

export function sqalLinesView({ write, withTruth }: SqalViewOptions): SqalView {
  let devices = 0;
  let acked = 0;

  const onEvent = (event: SqalEvent) => {
    switch (event.kind) {
      case "started":
        devices = event.devices;
        return write(
          `📡 ${devices} device${devices === 1 ? "" : "s"}, a sample every ` +
            `${event.intervalMs / 1_000} s, seed ${event.seed} → ${event.url}`,
        );
      case "lot_found":
        return write(
          `🦆 Lot ${event.codeLot}: ${event.profile}, livers of ${event.liverGrams.toFixed(0)} g`,
        );
      case "waiting_for_lot":
        return write(`   server away: ${event.reason}`);
      case "status":
        if (devices <= SHOWN_DEVICES) write(`   ${event.deviceId} ${event.status}`);
        return;
      case "connection":
        if (event.state.kind === "waiting" && devices <= SHOWN_DEVICES) {
          write(`   ${event.deviceId} server away: ${event.state.reason}`);
        }
        return;
      case "sample_acked": {
        acked++;
        if (devices > SHOWN_DEVICES) {
          if (acked % devices === 0) write(`📊 ${acked} samples acknowledged`);
          return;
        }
        const { fusion, vl53l8ch, sample_id } = event.sample.frame;
        const truth = withTruth ? ` · truly ${event.sample.truth.massGrams.toFixed(0)} g` : "";
        return write(
          `📊 ${sample_id} ${fusion.final_grade} ${fusion.final_score.toFixed(3)} - ` +
            `${(vl53l8ch.volume_mm3 / 1_000).toFixed(0)} cm³ - ` +
            `${fusion.num_defects} defects${truth}`,
        );
      }
      case "sample_refused":
        return write(`❌ ${event.sample.key}: ${event.code}: ${event.message}`);
      case "not_measured":
        return write(`   ${event.deviceId} measured nothing: ${event.reason}`);
      case "dropped":
        if (devices <= SHOWN_DEVICES) {
          write(
            `   ${event.deviceId} buffer full: ${new Date(event.timeMs).toISOString()} dropped`,
          );
        }
    }
  };

  return {
    onEvent,
    close(summary) {
      if (!summary) return;
      const { outcome, measured, notMeasured, refusal } = summary;
      write(
        `${HEADS[outcome]}: ${summary.acked} of ${measured} samples acknowledged ` +
          `in ${summary.wallSeconds.toFixed(1)} s`,
      );
      write(
        `   resent ${summary.resent}, refused ${summary.refused}, dropped ${summary.dropped}, ` +
          `not measured ${notMeasured}, reconnections ${summary.reconnections}`,
      );
      if (refusal !== null) write(`   sent away by the server: ${refusal}`);
      write(`   seed ${summary.seed}`);
    },
  };
}
