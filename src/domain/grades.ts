/** Every grade, best first. */
export const GRADES = ["A+", "A", "B", "C", "REJECT"] as const;

export type Grade = typeof GRADES[number];

/** The lowest score (0–1) of each grade; anything below `C` is `REJECT`. Limits must not increase. */
export type GradeTable = Readonly<Record<Exclude<Grade, "REJECT">, number>>;

export const DEFAULT_GRADE_TABLE: GradeTable = { "A+": 0.88, A: 0.75, B: 0.60, C: 0.45 };

/** The grade of a score in 0–1. A score that is not a number earns nothing: `REJECT`. */
export function gradeOf(score: number, table: GradeTable = DEFAULT_GRADE_TABLE): Grade {
  if (score >= table["A+"]) return "A+";
  if (score >= table.A) return "A";
  if (score >= table.B) return "B";
  if (score >= table.C) return "C";
  return "REJECT";
}

/**
 * The grade a device meant by its own label, or `undefined` when there is none in it.
 *
 * Old devices send labels (`REJET - Qualité insuffisante`), so the first grade found inside the text
 * counts; `REJET` goes first because the labels around it contain every other letter. The rule also
 * reads `Standard` as `A`, as the devices in the field rely on.
 */
export function normaliseGrade(text: string): Grade | undefined {
  const label = text.toUpperCase();
  if (label.includes("REJET")) return "REJECT";
  return SEARCH_ORDER.find((grade) => label.includes(grade));
}

const SEARCH_ORDER: readonly Grade[] = ["REJECT", "A+", "A", "B", "C"];

/** Positive when `left` is the better grade, negative when `right` is, 0 when they are equal. */
export function compareGrades(left: Grade, right: Grade): number {
  return GRADES.indexOf(right) - GRADES.indexOf(left);
}
