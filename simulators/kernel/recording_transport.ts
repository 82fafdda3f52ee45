/** Transports that settle each frame at once, because they only write it down. */
import { AppError } from "../../src/lib/errors.ts";
import type { OutgoingFrame, Transport, TransportEvents } from "./transport.ts";

/** Gives each frame to `record`. */
export function recordingTransport<F extends OutgoingFrame>(
  record: (frame: F) => void,
  events: TransportEvents<F>,
): Transport<F> {
  let closed = false;
  events.onState?.({ kind: "open" });
  return {
    counts: { resent: 0, reconnections: 0 },
    unsettled: 0,
    get isOpen() {
      return !closed;
    },
    whenOpen(run) {
      if (!closed) run();
    },
    send(frame) {
      if (closed) throw new AppError("internal", `send ${frame.key}: the transport is closed`);
      record(frame);
      events.onSettled(frame, { kind: "acked" });
    },
    drain: () => Promise.resolve(),
    close() {
      if (closed) return;
      closed = true;
      events.onState?.({ kind: "closed" });
    },
  };
}

/** Writes one frame a line. */
export function ndjsonTransport<F extends OutgoingFrame>(
  write: (line: string) => void,
  events: TransportEvents<F>,
): Transport<F> {
  return recordingTransport((frame) => write(`${frame.text}\n`), events);
}
