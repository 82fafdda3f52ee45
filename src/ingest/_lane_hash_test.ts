import assert from "node:assert/strict";
import fc from "fast-check";
import { laneHash } from "./_lane_hash.ts";

const LOTS = 3_000;

Deno.test("laneHash gives each lane its share, however the lots are numbered", () => {
  const numbering = fc.record({
    sites: fc.shuffledSubarray(["LL", "LS", "MT"], { minLength: 1 }),
    prefix: fc.stringMatching(/^[A-Z0-9]{1,6}$/),
    digits: fc.integer({ min: 4, max: 7 }),
    lanes: fc.integer({ min: 2, max: 8 }),
  });
  fc.assert(
    fc.property(numbering, ({ sites, prefix, digits, lanes }) => {
      const lots = Array<number>(lanes).fill(0);
      for (let i = 0; i < LOTS; i++) {
        const code = sites[i % sites.length] + prefix + String(i).padStart(digits, "0");
        lots[Math.abs(laneHash(code)) % lanes]!++;
      }
      // Six standard deviations of a draw by chance.
      const share = 1 / lanes;
      const margin = 6 * Math.sqrt(LOTS * share * (1 - share));
      for (const own of lots) assert.ok(Math.abs(own - LOTS * share) < margin, `${lots}`);
    }),
    { seed: 4 },
  );
});
