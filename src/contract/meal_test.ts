import assert from "node:assert/strict";
import fc from "fast-check";
import { MealFrame, parseMeal } from "./meal.ts";

const MEAL = {
  code_lot: "MT2611001",
  gaveur_id: 3,
  gaveur_nom: "Pierre Leroy",
  site: "MT",
  genetique: "Barbarie",
  jour: 0,
  moment: "matin",
  dose_theorique: 200.0,
  dose_reelle: 195.6,
  poids_moyen: 4002.6,
  nb_canards_vivants: 45,
  taux_mortalite: 0.0,
  temperature_stabule: 22.5,
  humidite_stabule: 74.2,
  timestamp: "2026-11-22T00:54:56.829940",
};

Deno.test("parseMeal takes the recorded meal and drops unknown fields", () => {
  const parsed = parseMeal({ ...MEAL, couleur: "bleu" });
  assert.deepEqual(parsed, { ok: true, meal: { ...MEAL, pret_abattage: false } });
});

Deno.test("parseMeal reads what the older server read: text numbers, decimals, number texts", () => {
  const parsed = parseMeal({
    ...MEAL,
    jour: "5",
    gaveur_id: 3.7,
    code_lot: 2611903,
    pret_abattage: null,
  });
  const meal = { ...MEAL, jour: 5, code_lot: "2611903", pret_abattage: false };
  assert.deepEqual(parsed, { ok: true, meal });
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  ["a missing field", { dose_reelle: undefined }, /^dose_reelle: is missing$/],
  ["a day out of range", { jour: 99 }, /^jour: .*<=14, got 99$/],
  ["a negative dose", { dose_reelle: -1 }, /^dose_reelle: .*>=0, got -1$/],
  ["an unknown moment", { moment: "midi" }, /^moment: .*got "midi"$/],
  ["an empty code", { code_lot: "" }, /^code_lot: .*got ""$/],
  ["a registry id for a code", { code_lot: "LOT_20261107_0001" }, /^code_lot: LOT_ .*0001"$/],
  ["a NUL in a name", { gaveur_nom: "a\0b" }, /^gaveur_nom: .*U\+0000/],
  ["an infinite weight", { poids_moyen: Infinity }, /^poids_moyen: /],
  ["a temperature beyond its column", { temperature_stabule: 1000 }, /^temperature_stabule: /],
  ["one that would be rounded beyond it", { temperature_stabule: -999.999 }, /^temperature_stab/],
  ["half a surrogate pair in a code", { code_lot: "LL\ud800" }, /^code_lot: .*surrogate/],
  [
    "a mortality that means more ducks than an integer holds",
    { nb_canards_vivants: 1_000_000, taux_mortalite: 99.99 },
    /^taux_mortalite: .*1000000 ducks placed, got 99.99$/,
  ],
  ["a list for a text", { code_lot: ["x"] }, /^code_lot: .*got \["x"\]$/],
];
for (const [what, change, expected] of refused) {
  Deno.test(`parseMeal refuses ${what} and names it`, () => {
    const parsed = parseMeal({ ...MEAL, ...change });
    assert.ok(!parsed.ok);
    assert.match(parsed.message, expected);
  });
}

Deno.test("parseMeal takes a lot of which no duck is left", () => {
  assert.ok(parseMeal({ ...MEAL, nb_canards_vivants: 0, taux_mortalite: 100 }).ok);
});

/** Values at and around every limit, for any field. */
const fieldValue = fc.oneof(
  fc.constantFrom(...Object.values(MEAL), true, false, null, "", " ", "é", "Pékin"),
  fc.constantFrom(-1, -2, 14, 15, 0.5, 100, 100.01, 9_999.99, 10_000, 1e6, 1e6 + 1, 1e16, NaN),
  fc.constantFrom(-0, -999.99, -1_000, 999_999.99, 1e300, Infinity, 2 ** 53, 5e5, 5e5 + 1, 50.1),
  fc.constantFrom("a\0", "\ud800", "LOT_1", "x".repeat(20), "x".repeat(21), "x".repeat(101), "a\n"),
  fc.string({ unit: "binary", maxLength: 24 }),
  fc.double(),
);

Deno.test("parseMeal takes at first glance only what the schema takes, and reads the same", () => {
  const change = fc.dictionary(fc.constantFrom(...Object.keys(MealFrame.shape), "x"), fieldValue, {
    maxKeys: 3,
  });
  fc.assert(
    fc.property(change, (changed) => {
      const input = { ...MEAL, ...changed };
      const schema = MealFrame.safeParse(input);
      const parsed = parseMeal(input);
      if (schema.success) {
        assert.deepEqual(parsed, { ok: true, meal: { pret_abattage: false, ...schema.data } });
      } // What else is taken was read leniently: it is the schema's, once read.
      else if (parsed.ok) assert.deepEqual(MealFrame.parse(parsed.meal), parsed.meal);
      if (parsed.ok && !schema.success) assert.notDeepEqual(parsed.meal, input);
    }),
    { seed: 1, numRuns: 5_000 },
  );
});

Deno.test("parseMeal never throws and shortens what it shows", () => {
  fc.assert(
    fc.property(fc.anything(), (input) => {
      const parsed = parseMeal(input);
      if (!parsed.ok) assert.ok(parsed.message.length < 4_000);
    }),
    { seed: 1, numRuns: 500 },
  );
});
