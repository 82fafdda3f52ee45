/** A run of devices for programs. */
import type { SqalEvent, SqalSummary } from "../../simulators/sqal/mod.ts";
import { jsonView } from "./json_view.ts";
import type { SqalView, SqalViewOptions } from "./sqal_view.ts";

export function sqalJsonView({ write, withTruth }: SqalViewOptions): SqalView {
  return jsonView({
    write,
    eventOf: (event: SqalEvent) => jsonEvent(event, withTruth),
    summaryOf: jsonSummary,
  });
}

function jsonEvent(event: SqalEvent, withTruth: boolean): Record<string, unknown> | undefined {
  switch (event.kind) {
    case "started":
      return {
        type: "started",
        seed: event.seed,
        devices: event.devices,
        interval_s: event.intervalMs / 1_000,
        url: event.url,
      };
    case "lot_found":
      return {
        type: "lot_found",
        code_lot: event.codeLot,
        profile: event.profile,
        liver_g: event.liverGrams,
      };
    case "waiting_for_lot":
      return {
        type: "waiting_for_lot",
        retry_in_ms: event.retryInMs,
        reason: event.reason,
      };
    case "status":
      return {
        type: "status",
        device_id: event.deviceId,
        status: event.status,
        leds: event.leds,
      };
    case "connection":
      // The others are statuses already.
      return event.state.kind === "waiting"
        ? {
          type: "connection",
          device_id: event.deviceId,
          state: "waiting",
          retry_in_ms: event.state.retryInMs,
          reason: event.state.reason,
        }
        : undefined;
    case "sample_acked":
      return {
        ...event.sample.frame,
        type: "sample_acked",
        ...(withTruth && { truth: event.sample.truth }),
      };
    case "sample_refused":
      return {
        ...event.sample.frame,
        type: "sample_refused",
        code: event.code,
        message: event.message,
      };
    case "not_measured":
      return { type: "not_measured", device_id: event.deviceId, reason: event.reason };
    case "dropped":
      return {
        type: "dropped",
        device_id: event.deviceId,
        timestamp: new Date(event.timeMs).toISOString(),
      };
  }
}

function jsonSummary({ notMeasured, wallSeconds, ...rest }: SqalSummary) {
  return { ...rest, not_measured: notMeasured, wall_seconds: wallSeconds };
}
