/** Hands frames to a function of the same process. */
import { SendWindow } from "./send_window.ts";
import type { Outcome, OutgoingFrame, Transport, TransportEvents } from "./transport.ts";
import { messageOf } from "../../src/lib/errors.ts";

/**
 * @param options.deliver settles one frame; a rejection refuses it
 * @param options.window most frames unsettled at a time
 */
export function inProcessTransport<F extends OutgoingFrame>(
  options: { deliver: (frame: F) => Promise<Outcome>; window: number },
  events: TransportEvents<F>,
): Transport<F> {
  const window = new SendWindow<F>(options.window, events.onSettled);
  let closed = false;
  events.onState?.({ kind: "open" });
  return {
    counts: { resent: 0, reconnections: 0 },
    get unsettled() {
      return window.size;
    },
    get isOpen() {
      return window.isOpen;
    },
    whenOpen: (run) => window.whenOpen(run),
    send(frame) {
      window.add(frame);
      options.deliver(frame)
        .catch((error): Outcome => ({ kind: "refused", code: "fault", message: messageOf(error) }))
        .then((outcome) => {
          if (!closed) window.settle(frame.key, outcome);
        });
    },
    drain: () => window.drained(),
    close() {
      if (closed) return;
      closed = true;
      window.close();
      events.onState?.({ kind: "closed" });
    },
  };
}
