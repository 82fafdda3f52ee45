import assert from "node:assert/strict";
import { expectedLiverGrams, forecastItm, usualMaizeGrams } from "./itm.ts";

Deno.test("itm: a mean lot has the mean liver, and twice the maize no twice the liver", () => {
  assert.equal(Math.round(expectedLiverGrams(7735)), 516);
  assert.ok(expectedLiverGrams(2 * 7735) < 2 * 516);
});

Deno.test("itm: the usual curve rises, and then stays", () => {
  assert.equal(usualMaizeGrams(1), 207);
  assert.equal(usualMaizeGrams(2), 207 + 229.3);
  assert.ok(Math.abs(usualMaizeGrams(20) - usualMaizeGrams(19) - 466) < 1e-9);
});

Deno.test("itm: the forecast of half a usual lot is that of the whole", () => {
  const whole = forecastItm({ maizeGrams: usualMaizeGrams(22), meals: 22, plannedMeals: 22 });
  const half = forecastItm({ maizeGrams: usualMaizeGrams(11), meals: 11, plannedMeals: 22 });
  assert.equal(whole, half);
  assert.ok(whole! > 13 && whole! < 17, `${whole}`);
  assert.equal(forecastItm({ maizeGrams: 0, meals: 0, plannedMeals: 24 }), undefined);
});
