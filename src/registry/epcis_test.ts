/** EPCIS documents of all sorts of lots, against GS1's own schema. */
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { epcisFaults } from "../../tests/support/epcis.ts";
import { epcisDocument, type EpcisEvent, joinDocuments, type LotLife } from "./epcis.ts";
import { gs1Keys, stableUuid } from "./epcis_keys.ts";

const keys = gs1Keys({ companyPrefix: "9521321", glns: {} });
const options = { keys, zone: "Europe/Paris", createdAt: "2026-11-22T08:00:00Z" };

const life: LotLife = {
  lot: {
    id: 7,
    code_lot: "LL2611001",
    lot_id: "LOT_20261107_0001",
    site: "LL",
    gaveur_id: 1,
    gaveur_nom: "Jean Martin",
    genetique: "Mulard",
    debut_lot: "2026-11-07",
    jour_actuel: 11,
    statut: "termine",
    cloture: null,
    nb_canards_initial: 50,
    itm: 14.9,
    sqal_status: "inspected",
    date_abattage: "2026-11-18T17:00:00+00:00",
    maize_lots: ["M-2026-22"],
    nb_samples: 1,
    nb_products: 1,
    nb_products_active: 1,
    nb_feedbacks: 1,
    average_rating: 4,
  },
  siteNumber: 1,
  createdAt: "2026-11-22T07:59:00.123456+00:00",
  finishedAt: "2026-11-22T07:59:30+00:00",
  origin: {
    site_nom: "Bretagne",
    region: "BRETAGNE",
    duree_prevue: 12,
    nb_canards_final: 48,
    taux_mortalite: 4,
    poids_foie_moyen_g: 560,
    decided_by: null,
    decision_reason: null,
    curve: { id: 3, version: 2, total_maize_g: 8_500 },
    meals: {
      count: 1,
      first: null,
      last: null,
      dose_theorique_g: 210,
      dose_reelle_g: 211.5,
      maize_kg: 10.2,
    },
    events: 3,
  },
  maize: [{
    code: "M-2026-22",
    site: "LL",
    delivered_on: "2026-11-01",
    supplier: "Coop",
    since: "2026-11-07",
  }],
  meals: [{
    time: "2026-11-07T07:00:00+00:00",
    jour: 0,
    moment: "matin",
    dose_theorique: 210,
    dose_reelle: 211.5,
    poids_moyen: 4_512.3,
    nb_vivants: 50,
    taux_mortalite: 0,
    temperature: 21.5,
    humidite: 64,
    recorded_at: "2026-11-22T07:59:01+00:00",
  }],
  measures: [{
    sample_id: "ESP32_SQAL_AUTO_LL2611001_001",
    device_id: "ESP32_SQAL_AUTO_LL2611001",
    time: "2026-11-18T18:00:00+00:00",
    grade: "A",
    score: 0.86,
    is_compliant: true,
    poids_foie_g: 561.2,
    recorded_at: "2026-11-22T07:59:40+00:00",
    volume_mm3: 598_000,
    tof_score: 0.9,
    spectral_score: 0.8,
    freshness_index: 0.9,
    fat_quality_index: 0.8,
    oxidation_index: 0.1,
    temperature_c: 4.1,
    humidity_percent: null,
  }],
  products: [{
    product_id: "FG_LL_20261118_0000000001",
    qr_code: "SQAL_7_x_y_z",
    code_lot: "LL2611001",
    sample_id: "ESP32_SQAL_AUTO_LL2611001_001",
    production_date: "2026-11-18",
    best_before_date: "2026-12-18",
    grade: "A",
    score: 0.86,
    is_active: true,
    nb_feedbacks: 1,
    average_rating: 4,
    quality_control_date: "2026-11-18T18:00:00+00:00",
  }],
  feedbacks: [{
    feedback_id: 12,
    product_id: "FG_LL_20261118_0000000001",
    time: "2026-12-24T20:00:00+00:00",
    overall_rating: 4,
    comment: "Très bon",
  }],
  facts: [{
    sequence: 9,
    time: "2026-12-26T09:00:00+00:00",
    recorded_at: "2026-12-26T09:00:00+00:00",
    event_type: "recall",
    actor: "operator:Anne",
    data: { product_ids: ["FG_LL_20261118_0000000001"], reason: "aflatoxine" },
  }],
};

const eventsOf = (changes: Partial<LotLife> = {}): readonly EpcisEvent[] => {
  const document = epcisDocument({ ...life, ...changes }, options);
  deepEqual(epcisFaults(document), []);
  return document.epcisBody.eventList;
};

Deno.test("a lot's life is told from arrival to recall", () => {
  deepEqual(
    eventsOf().map((event) => [event.type, event.bizStep, event.disposition]),
    [
      ["ObjectEvent", "commissioning", "active"],
      ["TransformationEvent", "creating_class_instance", "in_progress"],
      ["TransformationEvent", "creating_class_instance", "in_progress"],
      ["ObjectEvent", "inspecting", "conformant"],
      ["TransformationEvent", "commissioning", "active"],
      ["ObjectEvent", "other", undefined],
      ["ObjectEvent", "holding", "recalled"],
    ],
  );
});

Deno.test("a meal takes its maize in kg and leads to the livers", () => {
  const [, meal, slaughter] = eventsOf();
  deepEqual(meal!.inputQuantityList, [
    { epcClass: keys.maize("M-2026-22"), quantity: 10.575, uom: "KGM" },
  ]);
  equal(meal!.transformationID, slaughter!.transformationID);
  deepEqual(slaughter!.outputQuantityList, [{ epcClass: keys.livers("LL2611001"), quantity: 48 }]);
});

Deno.test("of two maize lots in one meal, none is said to be all of it", () => {
  const maize = [life.maize[0]!, { ...life.maize[0]!, code: "M-2" }];
  const [, meal] = eventsOf({ maize });
  deepEqual(meal!.inputQuantityList, [
    { epcClass: keys.maize("M-2026-22") },
    { epcClass: keys.maize("M-2") },
  ]);
});

Deno.test("a meal before the maize's first day, or without maize, observes the ducks", () => {
  for (const maize of [[], [{ ...life.maize[0]!, since: "2026-11-08" }]]) {
    const [, meal] = eventsOf({ maize });
    deepEqual([meal!.type, meal!.action], ["ObjectEvent", "OBSERVE"]);
  }
});

Deno.test("the offset is that of the farms on the day, across the end of summer time", () => {
  const meals = ["2026-10-24T06:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T07:00:00Z"]
    .map((time, jour) => ({ ...life.meals[0]!, time, jour }));
  const offsets = eventsOf({ meals, maize: [] }).filter(({ bizStep }) =>
    bizStep === "sensor_reporting"
  ).map(({ eventTime, eventTimeZoneOffset }) => [eventTime, eventTimeZoneOffset]);
  deepEqual(offsets, [
    ["2026-10-24T06:00:00Z", "+02:00"],
    ["2026-10-25T00:30:00Z", "+02:00"],
    ["2026-10-25T07:00:00Z", "+01:00"],
  ]);
});

Deno.test("ids are the same in every export, and each event's own", () => {
  const ids = eventsOf().map(({ eventID }) => eventID);
  // Later than the first export: only what happened since is new.
  const later = eventsOf({ facts: [] }).map(({ eventID }) => eventID);
  deepEqual(later, ids.slice(0, -1));
  equal(new Set(ids).size, ids.length);
  for (const id of ids) match(id, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab]/);
  const other = epcisDocument(life, {
    ...options,
    keys: gs1Keys({ companyPrefix: "9521322", glns: {} }),
  });
  notEqual(other.epcisBody.eventList[0]!.eventID, ids[0]);
});

Deno.test("the version 5 UUID of a URL is the one that everybody makes", () => {
  // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://www.example.com/")
  equal(stableUuid("https://www.example.com/"), "3d3ed9d2-aa3d-5fa6-90e8-ed662e90f559");
});

Deno.test("opinions are told without their words", () => {
  ok(!JSON.stringify(eventsOf()).includes("Très bon"));
});

Deno.test("GS1 keys hold what GS1 lets them hold", () => {
  equal(keys.ducks("LL2611001"), "https://id.gs1.org/01/09521321000018/10/LL2611001");
  equal(keys.site({ code: "LL", number: 1 }), "https://id.gs1.org/414/9521321000018");
  equal(
    keys.product("FG_LL_20261118_0000000001"),
    "https://id.gs1.org/01/09521321000049/21/LL2611180000000001",
  );
  match(keys.maize("maïs d'été, très long nom de lot"), /\/10\/[0-9a-f]{20}$/);
  const given = gs1Keys({ companyPrefix: "9521321", glns: { LL: "4006381333931" } });
  equal(given.site({ code: "LL", number: 1 }), "https://id.gs1.org/414/4006381333931");
});

Deno.test("several lots make one document", () => {
  const other = { ...life, lot: { ...life.lot, code_lot: "LL2611002" } };
  const documents = [life, other, life].map((lot) => epcisDocument(lot, options));
  const joined = joinDocuments(documents);
  deepEqual(epcisFaults(joined), []);
  equal(joined.epcisBody.eventList.length, 14);
});

const name = fc.string({ unit: "binary", minLength: 1, maxLength: 20 })
  .filter((text) => text.isWellFormed() && !text.includes("\0"));
const instant = fc.date({
  min: new Date("2000-01-02T00:00:00Z"),
  max: new Date("2199-01-01T00:00:00Z"),
  noInvalidDate: true,
}).map((date) => date.toISOString().replace("Z", "000+00:00"));
const unit = fc.double({ min: 0, max: 1, noNaN: true });
const measure = fc.record({
  sample_id: name,
  device_id: name,
  time: instant,
  score: unit,
  is_compliant: fc.boolean(),
  temperature_c: fc.option(fc.double({ min: -40, max: 60, noNaN: true })),
  humidity_percent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
}).map((changes) => ({ ...life.measures[0]!, ...changes }));
const meal = fc.record({
  jour: fc.nat(14),
  time: instant,
  nb_vivants: fc.nat(100),
  dose_reelle: fc.double({ min: 0, max: 900, noNaN: true }),
}).map((changes) => ({ ...life.meals[0]!, ...changes }));
const product = fc.record({
  product_id: name,
  sample_id: fc.option(name),
  best_before_date: fc.constantFrom(null, "2026-12-18"),
  quality_control_date: fc.option(instant),
  grade: fc.constantFrom(null, "A+"),
}).map((changes) => ({ ...life.products[0]!, ...changes }));
const recall = fc.record({
  event_type: fc.constantFrom("recall", "sqal_decision", "lot_created"),
  time: instant,
  data: fc.record({
    reason: name,
    decision: fc.constantFrom("approved", "rejected"),
    product_ids: fc.array(name, { maxLength: 3 }).map((ids) => [...new Set(ids)]),
  }),
}).map((changes) => ({ ...life.facts[0]!, ...changes }));

Deno.test("every lot makes a valid document", () => {
  fc.assert(
    fc.property(
      fc.record({
        code: name,
        dead: fc.boolean(),
        maize: fc.array(name, { maxLength: 3 }),
        meals: fc.array(meal, { maxLength: 4 }),
        measures: fc.array(measure, { maxLength: 3 }),
        products: fc.array(product, { maxLength: 3 }),
        facts: fc.array(recall, { maxLength: 2 }),
      }),
      ({ code, dead, maize, meals, measures, products, facts }) => {
        const lot = { ...life.lot, code_lot: code, itm: dead ? 15 : null, date_abattage: null };
        eventsOf({
          lot: dead ? { ...lot, date_abattage: life.lot.date_abattage } : lot,
          maize: maize.map((code) => ({ ...life.maize[0]!, code })),
          meals,
          measures,
          products,
          facts,
          feedbacks: [],
        });
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
