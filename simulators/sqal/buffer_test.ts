import assert from "node:assert/strict";
import fc from "fast-check";
import { Buffer } from "./buffer.ts";

Deno.test("buffer: any pushes and takes keep the order and drop the oldest only", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.boolean(), { maxLength: 200 }),
      (capacity, pushes) => {
        const buffer = new Buffer<number>(capacity);
        const model: number[] = [];
        let dropped = 0;
        pushes.forEach((isPush, number) => {
          if (!isPush) {
            assert.equal(buffer.take(), model.shift());
          } else {
            const lost = model.length === capacity ? model.shift() : undefined;
            if (lost !== undefined) dropped++;
            model.push(number);
            assert.equal(buffer.push(number), lost);
          }
          assert.equal(buffer.size, model.length);
          assert.equal(buffer.dropped, dropped);
        });
      },
    ),
    { seed: 20_251_201, numRuns: 500 },
  );
});

Deno.test("buffer refuses to hold nothing", () => {
  assert.throws(() => new Buffer(0), /capacity 0/);
});
