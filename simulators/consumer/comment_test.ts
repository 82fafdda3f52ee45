import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../kernel/mod.ts";
import { ASPECTS, type AspectStars } from "./aspects.ts";
import { type CommentRequest, writeComment } from "./comment.ts";
import { drawIntentions } from "./intentions.ts";
import type { Liver } from "./liver.ts";
import { CONTEXT_WEIGHTS } from "./params.ts";
import { drawPerson } from "./person.ts";
import { BLAME, CLOSINGS, OPENINGS, PRAISE, RANCID, SMALL, STALE } from "./phrases.ts";
import type { Star } from "./stars.ts";

const LIVER: Liver = {
  grade: "B",
  score: 0.7,
  isMeasured: true,
  traits: { oxidation: 0.1, freshness: 0.8, massGrams: 520 },
  madeMs: 0,
  bestBeforeMs: null,
};

function request(
  overall: Star,
  { traits = {}, isLate = false, seed = 0 }: {
    traits?: Liver["traits"];
    isLate?: boolean;
    seed?: number;
  } = {},
): CommentRequest {
  const random = randomStream(seed, "comment", overall);
  const aspects = Object.fromEntries(
    ASPECTS.map((aspect) => [
      aspect,
      Math.min(5, Math.max(1, overall + Math.floor(3 * random.next()) - 1)),
    ]),
  ) as AspectStars;
  return {
    overall,
    aspects,
    meal: {
      liver: { ...LIVER, traits: { ...LIVER.traits, ...traits } },
      eatenMs: 0,
      ageDays: 9,
      isLate,
    },
    context: CONTEXT_WEIGHTS[seed % CONTEXT_WEIGHTS.length]!.value,
    person: { ...drawPerson(random), talkativeness: 1 },
    intentions: drawIntentions(overall, random),
  };
}

function comments(
  overall: Star,
  options: Omit<Parameters<typeof request>[1] & object, "seed"> = {},
) {
  return Array.from({ length: 2_000 }, (_, seed) => {
    const asked = request(overall, { ...options, seed });
    return { asked, text: writeComment(asked, randomStream(seed, "words")) };
  }).flatMap(({ asked, text }) => text === undefined ? [] : [{ asked, text }]);
}

const says = (text: string, phrases: readonly string[]) =>
  phrases.some((phrase) => text.toLowerCase().includes(phrase.toLowerCase()));

/** Words that no happy customer uses, found without looking at the phrases. */
const COMPLAINT =
  /rance|jaun|oxyd|fade|déçu|décev|mauvais|dommage|terne|granul|trop |plus frais|amer|jamais|poubelle|honte|\bmais\b/i;
const DELIGHT = /excellent|délice|parfait|merveille|régal|superbe|adoré|fondant|onctueu|bonheur/i;

Deno.test("comments: five stars never complain, one and two never delight", () => {
  for (const options of [{}, { traits: { oxidation: 0.7, freshness: 0.3 }, isLate: true }]) {
    for (const { text } of comments(5, options)) assert.doesNotMatch(text, COMPLAINT);
    for (const { text } of [...comments(1, options), ...comments(2, options)]) {
      assert.doesNotMatch(text, DELIGHT);
      assert.ok(!Object.values(PRAISE).some((phrases) => says(text, phrases)), text);
    }
  }
  for (const { text } of comments(4)) {
    assert.ok(!Object.values(BLAME).some((phrases) => says(text, phrases)), text);
  }
});

Deno.test("comments: praise and blame stand in the stars of the aspect", () => {
  for (const overall of [1, 2, 3, 4, 5] as const) {
    for (const { asked, text } of comments(overall)) {
      for (const aspect of ASPECTS) {
        if (says(text, PRAISE[aspect])) assert.ok(asked.aspects[aspect] >= 4, text);
        if (says(text, BLAME[aspect])) assert.ok(asked.aspects[aspect] <= 2, text);
      }
    }
  }
});

Deno.test("comments: the measured defect is what a bad rating speaks of", () => {
  const rancid = [...RANCID.flavor, ...RANCID.color];
  for (const { text } of comments(1, { traits: { oxidation: 0.6 } })) {
    assert.ok(says(text, rancid), text);
    assert.match(text, /rance|jaun|oxyd/i);
  }
  for (const { asked, text } of comments(1, { isLate: true })) {
    assert.ok(asked.aspects.freshness > 2 || says(text, STALE), text);
  }
  for (const { text } of comments(1, { traits: { massGrams: 320 } })) {
    assert.ok(says(text, SMALL), text);
  }
  for (const { text } of [...comments(1), ...comments(2)]) {
    assert.ok(!says(text, rancid) && !says(text, SMALL), text);
  }
});

Deno.test("comments: a recommendation in words is one in the box", () => {
  for (const { asked: { intentions }, text } of [...comments(3), ...comments(4)]) {
    if (says(text, CLOSINGS[4])) assert.ok(intentions.recommends && intentions.repurchase >= 4);
    if (says(text, CLOSINGS[3])) assert.ok(!intentions.recommends && intentions.repurchase <= 3);
  }
});

Deno.test("comments: hundreds of them, of every length, and some people write none", () => {
  for (const overall of [1, 2, 3, 4, 5] as const) {
    const texts = comments(overall).map(({ text }) => text);
    assert.ok(texts.length > 1_000 && texts.length <= 2_000);
    assert.ok(new Set(texts).size > 400, `${new Set(texts).size} different`);
    assert.ok(texts.some((text) => text.length < 30) && texts.some((text) => text.length > 150));
    for (const text of texts) assert.ok(says(text, OPENINGS[overall]), text);
  }
  const quiet = Array.from({ length: 500 }, (_, seed) => {
    const asked = request(3, { seed });
    return writeComment(
      { ...asked, person: { ...asked.person, talkativeness: 0 } },
      randomStream(seed, "words"),
    );
  });
  assert.ok(quiet.filter((text) => text === undefined).length > 250);
});

Deno.test("comments: whole sentences, within what the wire takes", () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Star>(1, 2, 3, 4, 5),
      fc.nat(1_000_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (overall, seed, oxidation) => {
        const text = writeComment(
          request(overall, { seed, traits: { oxidation } }),
          randomStream(seed, "words"),
        );
        if (text === undefined) return;
        assert.ok(text.length <= 600, text);
        assert.match(text, /^[A-ZÀÉÇ].*[.!?…]$/u);
        assert.doesNotMatch(text, /\.\.|\{|\}| {2}|undefined/);
      },
    ),
    { seed: 3, numRuns: 2_000 },
  );
});
