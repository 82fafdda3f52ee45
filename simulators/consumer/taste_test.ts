import assert from "node:assert/strict";
import { type MadeProduct, makeProducts } from "../../tests/sim/consumer_livers.ts";
import { randomStream } from "../kernel/mod.ts";
import { Catalogue } from "./catalogue.ts";
import { CorrelationSoFar } from "./correlation.ts";
import { drawFeedback, type Feedback } from "./feedback.ts";
import { type Liver, liverOf } from "./liver.ts";
import { TASTE_PROFILES } from "./params.ts";
import { drawPerson } from "./person.ts";
import { opinionCorrelation, starScale, starShares } from "./stars.ts";
import { drawMeal } from "./taste.ts";
import { SampleAnswer, ScanAnswer } from "./wire.ts";

const CONSUMERS = 6_000;
const STANDARD = makeProducts(1_500);

interface Tasted {
  readonly liver: Liver;
  readonly feedback: Feedback;
}

function tasteAll(
  products: readonly MadeProduct[],
  { correlation = 0.6, min = 1, max = 5, seed = 5, visitMs = Date.parse("2026-12-01") } = {},
): Tasted[] {
  const scale = starScale({ min, max });
  const catalogue = new Catalogue();
  catalogue.replace(products.map(({ row }) => row));
  const taste = {
    correlation: opinionCorrelation(correlation, scale),
    scoreSd: catalogue.scoreSd,
  };
  const livers = products.map(({ row, scan, sample }) =>
    liverOf(row, ScanAnswer.parse(scan), SampleAnswer.parse(sample))
  );
  return Array.from({ length: CONSUMERS }, (_, visit) => {
    const liver = livers[visit % livers.length]!;
    const feedback = drawFeedback({
      visit,
      visitMs,
      nowMs: Infinity,
      person: drawPerson(randomStream(seed, "person", visit)),
      product: { productId: "FG", qrCode: "SQAL" },
      liver,
      taste,
      scale,
    }, randomStream(seed, "visit", visit));
    return { liver, feedback };
  });
}

function correlationOf(tasted: readonly Tasted[], of: (tasted: Tasted) => number | undefined) {
  const correlation = new CorrelationSoFar();
  for (const one of tasted) {
    const x = of(one);
    if (x !== undefined) correlation.add(x, one.feedback.body.overall_rating);
  }
  return correlation.correlation() ?? NaN;
}

const scoreOf = ({ liver }: Tasted) => liver.score!;

function sharesOf(tasted: readonly Tasted[]): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const { feedback } of tasted) counts[feedback.body.overall_rating - 1]!++;
  return counts.map((count) => count / tasted.length);
}

for (const asked of [0, 0.3, 0.6, 0.8]) {
  Deno.test(`taste: score and stars of measured livers correlate by ${asked} when asked to`, () => {
    const got = [5, 6].map((seed) =>
      correlationOf(tasteAll(STANDARD, { correlation: asked, seed }), scoreOf)
    );
    for (const correlation of got) {
      assert.ok(Math.abs(correlation - asked) < 0.05, `${correlation}`);
    }
  });
}

Deno.test("taste: the correlation holds among premium livers too, whose scores lie close", () => {
  const premium = makeProducts(600, "foiegras_premium");
  const correlation = correlationOf(tasteAll(premium), scoreOf);
  assert.ok(Math.abs(correlation - 0.6) < 0.07, `${correlation}`);
});

Deno.test("taste: better livers get better stars, whatever else is for sale", () => {
  const mean = (products: readonly MadeProduct[]) =>
    sharesOf(tasteAll(products)).reduce((sum, share, i) => sum + share * (i + 1), 0);
  const [low, standard, premium] = [
    mean(makeProducts(300, "foiegras_low_quality")),
    mean(STANDARD),
    mean(makeProducts(300, "foiegras_premium")),
  ];
  assert.ok(low < standard - 0.5 && standard < premium - 0.3, `${low} ${standard} ${premium}`);
});

Deno.test("taste: each star is given as often as the profiles and grades say", () => {
  const shares = sharesOf(tasteAll(STANDARD));
  starShares().forEach((share, i) => {
    assert.ok(Math.abs(shares[i]! - share) < 0.03, `${i + 1} stars: ${shares[i]} for ${share}`);
  });
});

Deno.test("taste: profiles have their weights, and the kinder give more stars", () => {
  const tasted = tasteAll(STANDARD);
  const means = Object.entries(TASTE_PROFILES).map(([profile, { weight }]) => {
    const of = tasted.filter(({ feedback }) => feedback.profile === profile);
    assert.ok(Math.abs(of.length / tasted.length - weight) < 0.02, profile);
    return of.reduce((sum, { feedback }) => sum + feedback.body.overall_rating, 0) / of.length;
  });
  assert.deepEqual(means.toSorted((a, b) => a - b), means);
});

Deno.test("taste: within a range of stars the others are missing, and nothing piles up at its ends", () => {
  const all = starShares();
  const [, , three, four, five] = sharesOf(tasteAll(STANDARD, { min: 3, max: 5 }));
  const total = all[2]! + all[3]! + all[4]!;
  assert.ok(Math.abs(three! + four! + five! - 1) < 1e-9);
  [three!, four!, five!].forEach((share, i) => {
    assert.ok(Math.abs(share - all[i + 2]! / total) < 0.04, `${i + 3} stars: ${share}`);
  });
  assert.deepEqual(sharesOf(tasteAll(STANDARD, { min: 2, max: 2 })), [0, 1, 0, 0, 0]);
});

Deno.test("taste: oxidation, freshness and age count beyond the score", () => {
  const tasted = tasteAll(STANDARD, { correlation: 0 });
  assert.ok(correlationOf(tasted, ({ liver }) => liver.traits.oxidation) < -0.05);
  assert.ok(correlationOf(tasted, ({ liver }) => liver.traits.freshness) > 0.05);
  const ageMs = ({ liver, feedback }: Tasted) =>
    Date.parse(feedback.body.consumption_date) - liver.madeMs!;
  assert.ok(correlationOf(tasted, ageMs) < -0.15);
});

Deno.test("taste: the stars of an aspect follow what was measured of it", () => {
  const tasted = tasteAll(STANDARD);
  const pull = (
    aspect: "color" | "texture" | "freshness",
    trait: "oxidation" | "uniformity" | "freshness",
  ) => {
    const correlation = new CorrelationSoFar();
    for (const { liver, feedback } of tasted) {
      const stars = feedback.body.detailed_ratings[aspect];
      if (stars === undefined) continue;
      // Among those who gave as many stars to the whole.
      if (feedback.body.overall_rating === 4) correlation.add(liver.traits[trait]!, stars);
      assert.ok(Math.abs(stars - feedback.body.overall_rating) <= 1 && stars >= 1 && stars <= 5);
    }
    return correlation.correlation()!;
  };
  assert.ok(pull("color", "oxidation") < -0.15);
  assert.ok(pull("texture", "uniformity") > 0.15);
  assert.ok(pull("freshness", "freshness") > 0.15);
});

Deno.test("taste: what is made by now is eaten by now, what is made later as it is made", () => {
  const nowMs = Date.parse("2026-11-22T03:00:00Z");
  const day = 86_400_000;
  const [liver] = tasteAll(STANDARD.slice(0, 1)).map((tasted) => tasted.liver);
  const eatenMs = (madeMs: number) =>
    drawMeal({ ...liver!, madeMs }, {
      visitMs: nowMs + 300 * day,
      nowMs,
      random: randomStream(5, "meal"),
    }).eatenMs;
  assert.equal(eatenMs(nowMs - 1), nowMs);
  assert.equal(eatenMs(nowMs + 30 * day), nowMs + 30 * day);
});

Deno.test("taste: intentions agree with the stars", () => {
  for (const { feedback } of tasteAll(STANDARD)) {
    const { overall_rating, would_recommend, repurchase_intent } = feedback.body;
    assert.ok(Math.abs(repurchase_intent - overall_rating) <= 1);
    if (overall_rating === 5) assert.equal(would_recommend, true);
    if (overall_rating <= 2) assert.equal(would_recommend, false);
    if (would_recommend) assert.ok(repurchase_intent >= 3);
  }
});
