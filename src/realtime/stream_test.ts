import assert from "node:assert/strict";
import fc from "fast-check";
import { Stream } from "./stream.ts";

Deno.test("Stream holds the newest events within its bounds, each at its offset", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(40), { maxLength: 200 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 100 }),
      (sizes, maxEvents, maxBytes) => {
        const limits = { maxEvents, maxBytes };
        const stream = new Stream({ limits, after: { epoch: "e", offset: 7 } });
        let held: { offset: number; bytes: number }[] = [];
        for (const [i, bytes] of sizes.entries()) {
          const event = stream.append({ kind: "alert" }, { n: i }, bytes);
          held.push({ offset: event.offset, bytes });
          const heldBytes = () => held.reduce((sum, each) => sum + each.bytes, 0);
          while (held.length > 1 && (held.length > maxEvents || heldBytes() > maxBytes)) {
            held = held.slice(1);
          }
          assert.equal(stream.heldBytes, heldBytes());
          assert.equal(stream.firstOffset, held[0]!.offset);
          assert.equal(stream.lastOffset, 8 + i);
          for (let offset = 0; offset <= 10 + i; offset++) {
            const text = stream.at(offset)?.text();
            const isHeld = held.some((each) => each.offset === offset);
            assert.equal(text, isHeld ? `{"n":${offset - 8},"offset":${offset}}` : undefined);
          }
        }
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});
