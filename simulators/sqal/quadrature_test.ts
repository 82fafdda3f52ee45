import assert from "node:assert/strict";
import { integrate, type Quadrature } from "./quadrature.ts";

const RULES: readonly Quadrature[] = ["trapezoidal", "simpson", "spline"];

function samples(surface: (x: number, y: number) => number): number[] {
  return Array.from(
    { length: 64 },
    (_, index) => surface((index % 8 + 1) / 9, (Math.floor(index / 8) + 1) / 9),
  );
}

Deno.test("integrate finds the volume under a smooth hill by every rule", () => {
  // ∫∫ sin(πx)·sin(πy) over the unit square is 4/π²; a cell measures 1/81.
  const hill = samples((x, y) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y));
  const tolerances = { trapezoidal: 0.03, simpson: 0.001, spline: 0.001 };
  for (const rule of RULES) {
    const ratio = integrate(hill, rule) / 81 / (4 / Math.PI ** 2);
    assert.ok(Math.abs(ratio - 1) < tolerances[rule], `${rule} ${ratio}`);
  }
});

Deno.test("integrate is linear", () => {
  const bump = samples((x, y) => x * (1 - x) * y * (1 - y));
  for (const rule of RULES) {
    const doubled = integrate(bump.map((value) => 2 * value), rule);
    assert.ok(Math.abs(doubled - 2 * integrate(bump, rule)) < 1e-12);
    assert.equal(integrate(samples(() => 0), rule), 0);
  }
});
