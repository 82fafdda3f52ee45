/** Grades, as a mark and as shares of a whole. Colour never stands alone: the letter is there. */
import type { Grade } from "../../../domain/grades.ts";
import { GRADES } from "../../../domain/grades.ts";
import { percent } from "../format.ts";
import { words } from "../i18n.ts";
import { samplesText } from "./counts.ts";

const t = words({
  fr: { reject: "Rejet", none: "Aucun échantillon" },
  en: { reject: "Reject", none: "No sample" },
});

export function gradeName(grade: Grade): string {
  return grade === "REJECT" ? t("reject") : grade;
}

/** `a-plus`, for class names and colour tokens. */
function gradeToken(grade: Grade): string {
  return `grade-${grade === "A+" ? "a-plus" : grade.toLowerCase()}`;
}

export function GradeMark({ grade, large }: { grade: Grade; large?: boolean }) {
  const size = large ? "grade-mark-large" : "";
  return <span class={`grade-mark ${gradeToken(grade)} ${size}`}>{gradeName(grade)}</span>;
}

export function GradeBar({ counts }: { counts: Readonly<Record<Grade, number>> }) {
  const total = GRADES.reduce((sum, grade) => sum + counts[grade], 0);
  if (total === 0) return <p class="quiet">{t("none")}</p>;
  const shown = GRADES.filter((grade) => counts[grade] > 0);
  return (
    <div class="grade-bar">
      <div class="grade-bar-track" aria-hidden="true">
        {shown.map((grade) => (
          <span key={grade} class={gradeToken(grade)} style={{ flexGrow: counts[grade] }} />
        ))}
      </div>
      <ul class="grade-bar-list">
        {GRADES.map((grade) => (
          <li key={grade}>
            <GradeMark grade={grade} />
            <span title={samplesText(counts[grade])}>
              {percent(100 * counts[grade] / total, 0)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
