/** What every transport promises, whatever carries the frames. */
import assert from "node:assert/strict";
import type { Outcome, OutgoingFrame, Transport } from "../../simulators/kernel/mod.ts";

export interface TransportUnderTest {
  transport: Transport<OutgoingFrame>;
  /** Frames that were settled, in order. */
  settled: { key: string; outcome: Outcome }[];
  /** What arrived at the other end. */
  received(): string[];
  stop(): Promise<void>;
}

const frameOf = (i: number): OutgoingFrame => ({ key: `k${i}`, text: `{"frame":"k${i}"}` });

export function transportSuite(name: string, open: () => Promise<TransportUnderTest>): void {
  const test = (what: string, run: (t: TransportUnderTest) => Promise<void> | void) =>
    Deno.test(`transport ${name}: ${what}`, async () => {
      const underTest = await open();
      try {
        await run(underTest);
      } finally {
        underTest.transport.close();
        await underTest.stop();
      }
    });

  const sendAll = async (transport: Transport<OutgoingFrame>, count: number) => {
    for (let i = 0; i < count; i++) {
      await new Promise<void>((resolve) => transport.whenOpen(resolve));
      transport.send(frameOf(i));
    }
  };

  test("every frame arrives once, in order, and is settled once", async (t) => {
    await sendAll(t.transport, 200);
    await t.transport.drain();
    const frames = Array.from({ length: 200 }, (_, i) => frameOf(i));
    assert.deepEqual(t.received(), frames.map(({ text }) => text));
    assert.deepEqual(t.settled.map(({ key }) => key), frames.map(({ key }) => key));
    assert.ok(t.settled.every(({ outcome }) => outcome.kind === "acked"));
    assert.equal(t.transport.unsettled, 0);
    assert.deepEqual(t.transport.counts, { resent: 0, reconnections: 0 });
  });

  test("draining nothing is done at once", async (t) => {
    await t.transport.drain();
    assert.equal(t.settled.length, 0);
  });

  test("once closed, it takes nothing and nobody waits", async (t) => {
    t.transport.close();
    t.transport.close();
    assert.equal(t.transport.isOpen, false);
    t.transport.whenOpen(() => assert.fail("a closed transport opened"));
    assert.throws(() => t.transport.send(frameOf(0)), { code: "internal" });
    await t.transport.drain();
  });
}

/** For transports with a window of two that settle nothing until told to. */
export function windowSuite(
  name: string,
  open: () => Promise<TransportUnderTest & { settleOldest(): Promise<void> }>,
): void {
  Deno.test(`transport ${name}: the window is never exceeded and opens with each answer`, async () => {
    const t = await open();
    try {
      t.transport.send(frameOf(0));
      assert.equal(t.transport.isOpen, true);
      t.transport.send(frameOf(1));
      assert.equal(t.transport.isOpen, false);
      assert.throws(() => t.transport.send(frameOf(2)), /2 frames are unsettled/);
      const opened = new Promise<void>((resolve) => t.transport.whenOpen(resolve));
      await t.settleOldest();
      await opened;
      assert.throws(() => t.transport.send(frameOf(1)), /this key is unsettled/);
      t.transport.send(frameOf(2));
      assert.equal(t.transport.unsettled, 2);
      await t.settleOldest();
      await t.settleOldest();
      await t.transport.drain();
      assert.deepEqual(t.settled.map(({ key }) => key), ["k0", "k1", "k2"]);
    } finally {
      t.transport.close();
      await t.stop();
    }
  });

  Deno.test(`transport ${name}: closing leaves unsettled frames uncounted`, async () => {
    const t = await open();
    t.transport.send(frameOf(0));
    const drained = t.transport.drain();
    t.transport.close();
    await drained;
    assert.equal(t.settled.length, 0);
    assert.equal(t.transport.unsettled, 1);
    await t.stop();
  });
}
