/** What the server refuses, and why, in the reader's language; in its own words where need be. */
import { ApiError, type FieldFault } from "./api.ts";
import { labelled, lang, typeset, words } from "./i18n.ts";
import { fieldSentence } from "./server_words/fields.ts";
import { EN, FR } from "./server_words/problems.ts";
import { runSentence } from "./server_words/runs.ts";

const t = words({ fr: FR, en: EN });

/** Why something failed. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const { code, faults, message } = error;
  if (!isKnown(code)) return message;
  const detail = faults.length === 0 ? runReason(message) : faults.map(fieldAndFault).join(" · ");
  return t(code, { detail });
}

function fieldAndFault(fault: FieldFault): string {
  const what = faultText(fault);
  return fault.field === "" ? what : labelled(fault.field, what);
}

/** What is wrong with a field. */
export function faultText({ message }: FieldFault): string {
  return typeset(fieldSentence(message, lang.value) ?? message);
}

/** Why a run came to what it came to. */
export function runReason(error: string): string {
  return typeset(runSentence(error, lang.value) ?? error);
}

function isKnown(code: string | undefined): code is keyof typeof FR {
  return code !== undefined && Object.hasOwn(FR, code);
}
