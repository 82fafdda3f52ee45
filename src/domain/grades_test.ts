import assert from "node:assert/strict";
import fc from "fast-check";
import { compareGrades, gradeOf, GRADES, normaliseGrade } from "./grades.ts";

Deno.test("gradeOf puts each limit in the better grade", () => {
  const rows = [
    [1, "A+"],
    [0.892, "A+"],
    [0.88, "A+"],
    [0.8799, "A"],
    [0.854, "A"],
    [0.75, "A"],
    [0.7499, "B"],
    [0.6, "B"],
    [0.5999, "C"],
    [0.45, "C"],
    [0.4499, "REJECT"],
    [0, "REJECT"],
    [NaN, "REJECT"],
  ] as const;
  for (const [score, grade] of rows) assert.equal(gradeOf(score), grade, `score ${score}`);
});

Deno.test("gradeOf follows another table", () => {
  const strict = { "A+": 0.95, A: 0.9, B: 0.8, C: 0.7 };
  assert.equal(gradeOf(0.892, strict), "B");
  assert.equal(gradeOf(0.69, strict), "REJECT");
});

Deno.test("gradeOf never gives a better grade to a lower score", () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(score, score, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      assert.ok(compareGrades(gradeOf(high), gradeOf(low)) >= 0);
    }),
    { seed: 1 },
  );
});

Deno.test("normaliseGrade reads labels as the devices write them", () => {
  const rows = [
    ["A+", "A+"],
    ["a+ Premium", "A+"],
    ["Grade A", "A"],
    ["Standard", "A"],
    ["b", "B"],
    ["c", "C"],
    ["REJET - Qualité insuffisante", "REJECT"],
    ["rejected", "REJECT"],
    ["D", undefined],
    ["", undefined],
  ] as const;
  for (const [text, grade] of rows) assert.equal(normaliseGrade(text), grade, `label ${text}`);
});

Deno.test("compareGrades orders from REJECT to A+", () => {
  const sorted = ["B", "REJECT", "A+", "C", "A"] as (typeof GRADES[number])[];
  sorted.sort((left, right) => compareGrades(right, left));
  assert.deepEqual(sorted, [...GRADES]);
});
