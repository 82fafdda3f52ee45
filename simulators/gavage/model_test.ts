import assert from "node:assert/strict";
import fc from "fast-check";
import type { Genetique } from "../../src/contract/words.ts";
import { randomStream } from "../kernel/mod.ts";
import type { Curve } from "../../src/contract/curves.ts";
import { referenceCurve } from "./curve.ts";
import { feedLot, type Meal, placeLot } from "./model.ts";
import { type GavageParams, PROFILES } from "./params.ts";

const { classic } = PROFILES;

function lotOf(
  { seed, genetique = "Mulard", ducks = 50, days = 12, params = classic, curve }: {
    seed: number;
    curve?: Curve;
    genetique?: Genetique;
    ducks?: number;
    days?: number;
    params?: GavageParams;
  },
) {
  const gaveur = params.gaveurs[0]!;
  const plan = { index: 0, gaveur, genetique, ducks, days, ...(curve && { curve }) };
  const lot = placeLot(params, plan, randomStream(seed, "model"));
  const meals: (Meal & { jour: number })[] = [];
  for (let jour = 0; jour < days; jour++) {
    for (const moment of ["matin", "soir"] as const) {
      meals.push({ ...feedLot(params, lot, { jour, moment }), jour });
    }
  }
  return { lot, meals };
}

const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

Deno.test("model: the specification's Mulard lot of 12 days", () => {
  const lots = Array.from({ length: 1_000 }, (_, seed) => lotOf({ seed }).meals);
  assert.ok(Math.abs(mean(lots.map((meals) => meals[0]!.meanWeightGrams)) - 4_550) < 5);
  assert.ok(Math.abs(mean(lots.map((meals) => meals[2]!.meanWeightGrams)) - 4_705) < 5);
  const ends = lots.map((meals) => meals.at(-1)!.meanWeightGrams);
  assert.ok(Math.abs(mean(ends) - 6_500) < 10, `mean end ${mean(ends)} g`);
  for (const grams of ends) assert.ok(Math.abs(grams - 6_500) <= 150, `end ${grams} g`);
});

Deno.test("model: every strain ends between its minimal weight and 7 kg", () => {
  const least = { Mulard: 5_800, Barbarie: 5_500, Pékin: 5_600 };
  for (const genetique of ["Mulard", "Barbarie", "Pékin"] as const) {
    for (const days of [11, 12, 13, 14]) {
      const ends = Array.from(
        { length: 200 },
        (_, seed) => lotOf({ seed, genetique, days }).meals.at(-1)!.meanWeightGrams,
      );
      assert.ok(Math.min(...ends) >= least[genetique], `${genetique} ${days} days`);
      assert.ok(Math.max(...ends) <= 7_000, `${genetique} ${days} days`);
    }
  }
});

Deno.test("model: 1 to 4 % of the ducks die, more of them late than early", () => {
  for (const days of [11, 12, 13, 14]) {
    const lots = Array.from({ length: 3_000 }, (_, seed) => lotOf({ seed, days }).meals);
    const whole = mean(lots.map((meals) => meals.at(-1)!.mortalityPercent));
    assert.ok(whole > 1 && whole < 4, `${days} days: ${whole} %`);
    const half = mean(lots.map((meals) => meals[days - 1]!.mortalityPercent));
    assert.ok(whole - half > 1.2 * half, `${days} days: ${half} % at half, ${whole} % in all`);
  }
});

Deno.test("model: what a meal reports holds together, whatever the lot", () => {
  const lots = fc.record({
    seed: fc.integer(),
    genetique: fc.constantFrom("Mulard" as const, "Barbarie" as const, "Pékin" as const),
    ducks: fc.integer({ min: 1, max: 80 }),
    days: fc.integer({ min: 1, max: 15 }),
  });
  fc.assert(
    fc.property(lots, (options) => {
      const { meals } = lotOf(options);
      let living = options.ducks;
      for (const meal of meals) {
        const { plannedDoseGrams: planned, givenDoseGrams: given } = meal;
        assert.ok(Math.abs(given - planned) <= 0.05 * planned, `${given} g of ${planned} g`);
        assert.ok(meal.living <= living);
        living = meal.living;
        const dead = 100 * (1 - living / options.ducks);
        assert.ok(Math.abs(meal.mortalityPercent - dead) <= 0.005_001);
        for (const grams of [planned, given, meal.meanWeightGrams]) {
          assert.equal(grams, Math.round(grams * 10) / 10);
        }
      }
    }),
    { seed: 1 },
  );
});

Deno.test("model: the dose stays within 5 % after rounding, even where chance goes to its ends", () => {
  const plan = {
    index: 0,
    gaveur: classic.gaveurs[0]!,
    genetique: "Mulard" as const,
    ducks: 1,
    days: 12,
  };
  for (const end of [0, 1 - 2 ** -53]) {
    const lot = placeLot(classic, plan, randomStream(1, "model"));
    const doses = { next: () => end };
    for (let jour = 0; jour < 12; jour++) {
      const { givenDoseGrams: given, plannedDoseGrams: planned } = feedLot(
        classic,
        { ...lot, doses },
        { jour, moment: "matin" },
      );
      assert.ok(Math.abs(given - planned) <= 0.05 * planned, `${given} g of ${planned} g`);
      assert.ok(Math.abs(given - planned) > 0.049 * planned, `${given} g of ${planned} g`);
    }
  }
});

Deno.test("model: a living duck only gains", () => {
  const { meals } = lotOf({ seed: 3, ducks: 1 });
  for (let i = 1; i < meals.length; i++) {
    const gain = meals[i]!.meanWeightGrams - meals[i - 1]!.meanWeightGrams;
    assert.ok(meals[i]!.living === 0 ? gain === 0 : gain > 40 && gain < 130, `${gain} g`);
  }
});

Deno.test("model: a lot whose ducks are all dead goes on with none", () => {
  const { meals } = lotOf({
    seed: 1,
    params: { ...classic, mortality: { base: 0.9, perDay: 0.1 } },
  });
  const end = meals.at(-1)!;
  assert.equal(end.living, 0);
  assert.equal(end.mortalityPercent, 100);
  assert.ok(end.meanWeightGrams > 4_000);
});

Deno.test("model: a further duck leaves the others as they are", () => {
  const few = lotOf({ seed: 5, ducks: 45 }).lot;
  const more = lotOf({ seed: 5, ducks: 55 }).lot;
  assert.deepEqual(more.weightGrams.slice(0, 45), few.weightGrams);
});

/** The profile's own curve with all doses scaled. */
function scaledCurve(factor: number, days = 12): Curve {
  const { matin, soir, ...rest } = referenceCurve(classic.dose, days);
  const scaled = ({ premiere_g, derniere_g }: Curve["matin"]) => ({
    premiere_g: premiere_g * factor,
    derniere_g: derniere_g * factor,
  });
  return { ...rest, matin: scaled(matin), soir: scaled(soir) };
}

const maizeOf = (meals: Meal[]) => meals.reduce((sum, meal) => sum + meal.givenDoseGrams, 0);

Deno.test("model: the profile's own curve changes nothing", () => {
  for (const days of [11, 14]) {
    const curve = referenceCurve(classic.dose, days);
    assert.deepEqual(lotOf({ seed: 9, days, curve }).meals, lotOf({ seed: 9, days }).meals);
  }
});

Deno.test("model: more maize makes heavier ducks, and less so per kg of it", () => {
  // No duck dies, so that the mean is over the same ducks.
  const params = { ...classic, mortality: { base: 0, perDay: 0 } };
  const factors = fc.tuple(fc.double({ min: 0.7, max: 1.3, noNaN: true }), fc.integer());
  fc.assert(
    fc.property(factors, ([factor, seed]) => {
      const gainOf = (by: number) => {
        const { meals, lot } = lotOf({ seed, params, curve: scaledCurve(by) });
        const start = placeLot(params, lot.plan, randomStream(seed, "model")).meanWeightGrams;
        return { gain: meals.at(-1)!.meanWeightGrams - start, maize: maizeOf(meals) };
      };
      const less = gainOf(factor);
      const more = gainOf(factor * 1.05);
      assert.ok(more.maize > less.maize);
      assert.ok(more.gain > less.gain);
      assert.ok(more.gain / more.maize < less.gain / less.maize);
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("model: the more or the more suddenly ducks are fed, the more of them die", () => {
  const deadOf = (curve: Curve) =>
    mean(Array.from(
      { length: 400 },
      (_, seed) => lotOf({ seed, curve }).meals.at(-1)!.mortalityPercent,
    ));
  const own = deadOf(scaledCurve(1));
  assert.ok(deadOf(scaledCurve(0.85)) < 0.75 * own);
  assert.ok(deadOf(scaledCurve(1.2)) > 1.6 * own);
  // As much maize, but 100 g between morning and evening.
  const { matin, soir, ...rest } = scaledCurve(1);
  const shifted = (dose: Curve["matin"], grams: number) => ({
    premiere_g: dose.premiere_g + grams,
    derniere_g: dose.derniere_g + grams,
  });
  assert.ok(deadOf({ ...rest, matin: shifted(matin, -40), soir: shifted(soir, 40) }) > 1.3 * own);
});
