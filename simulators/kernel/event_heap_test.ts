import assert from "node:assert/strict";
import fc from "fast-check";
import { EventHeap } from "./event_heap.ts";

Deno.test("event heap: by time, then priority, then arrival", () => {
  const events = fc.array(fc.record({ timeMs: fc.nat(3), priority: fc.nat(2) }), { maxLength: 60 });
  fc.assert(
    fc.property(events, (list) => {
      const heap = new EventHeap();
      const numbered = list.map((event, arrival) => ({ ...event, arrival, run() {} }));
      const order: number[] = [];
      for (const event of numbered) heap.push({ ...event, run: () => order.push(event.arrival) });
      for (let event = heap.pop(); event; event = heap.pop()) event.run();
      const sorted = numbered.toSorted((a, b) =>
        a.timeMs - b.timeMs || a.priority - b.priority || a.arrival - b.arrival
      );
      assert.deepEqual(order, sorted.map(({ arrival }) => arrival));
      assert.equal(heap.size, 0);
    }),
    { seed: 1 },
  );
});
