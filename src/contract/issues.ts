/** Turns zod's findings into sentences that name the field and the value received. */
import type { z } from "zod";

export interface FieldIssue {
  /** Dotted path of the field, `""` for the document itself. */
  field: string;
  message: string;
}

const SHOWN_VALUE_CHARS = 60;

/** One finding per bad field, in the order of the schema. */
export function fieldIssues(error: z.ZodError, input: unknown): FieldIssue[] {
  return error.issues.map((issue) => {
    const value = valueAt(input, issue.path);
    const what = value === undefined ? "is missing" : `${issue.message}, got ${show(value)}`;
    return { field: issue.path.join("."), message: what };
  });
}

/** `jour: Too big: expected number to be <=14, got 99; dose_reelle: is missing` */
export function describeIssues(issues: readonly FieldIssue[]): string {
  return issues.map(({ field, message }) => field ? `${field}: ${message}` : message).join("; ");
}

/** A received value, shortened for a message. */
export function show(value: unknown): string {
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > SHOWN_VALUE_CHARS ? `${shown.slice(0, SHOWN_VALUE_CHARS)}…` : shown;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
