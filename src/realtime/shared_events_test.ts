import { deepEqual } from "node:assert/strict";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { Hub } from "./hub.ts";
import { type Membership, SharedEvents } from "./shared_events.ts";

/** A membership of an empty stream, over when it is closed. */
function membership(): Membership & { isClosed: boolean } {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  return {
    isClosed: false,
    epoch: "e1",
    firstOffset: 1,
    lastOffset: 0,
    ended,
    publish() {},
    markGap: () => Promise.resolve(1),
    follow: () => Promise.resolve(),
    close() {
      this.isClosed = true;
      resolve("closed");
      return Promise.resolve();
    },
  };
}

function fixture() {
  const clock = new ManualClock(0);
  const joining = Promise.withResolvers<Membership>();
  const events = new SharedEvents({
    hub: new Hub({ clock, epoch: "own", metrics: { sessions() {}, published() {}, cut() {} } }),
    bus: { join: () => joining.promise },
    clock,
    log: silentLogger,
    random: () => 0.5,
    metrics: { left() {} },
  });
  return { clock, events, joining };
}

/** Lets everything happen that needs no time. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("SharedEvents stops while it joins, and keeps no membership", async () => {
  const { clock, events, joining } = fixture();
  const started = events.start();
  let isStopped = false;
  const stopping = events.stop().then(() => isStopped = true);
  const late = membership();
  joining.resolve(late);
  await settled();
  deepEqual({ isStopped, isClosed: late.isClosed, timers: clock.pending }, {
    isStopped: true,
    isClosed: true,
    timers: 0,
  });
  await started;
  await stopping;
});

Deno.test("SharedEvents stops while it is shared, and keeps no membership", async () => {
  const { clock, events, joining } = fixture();
  const only = membership();
  joining.resolve(only);
  await events.start();
  deepEqual(events.isShared, true);
  await events.stop();
  deepEqual([only.isClosed, clock.pending], [true, 0]);
});
