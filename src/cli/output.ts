/** What goes to stdout: data for people (tables) or for programs (JSON). */
import Table from "cli-table3";
import { AppError, messageOf } from "../lib/errors.ts";

const encoder = new TextEncoder();

/**
 * Writes all of a text, whatever the pipe takes at a time.
 *
 * @throws BrokenPipe when nobody reads it any more; AppError `output_failed`, as on a full disk
 */
export function print(text: string): void {
  const bytes = encoder.encode(text.endsWith("\n") ? text : `${text}\n`);
  try {
    for (let written = 0; written < bytes.length;) {
      written += Deno.stdout.writeSync(bytes.subarray(written));
    }
  } catch (cause) {
    if (cause instanceof Deno.errors.BrokenPipe) throw cause;
    throw new AppError("output_failed", `cannot write to stdout: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Prints until nobody reads stdout any more, as after `| head`, or until it cannot be written: that is
 * said on stderr, and costs the process its exit code. Either way `onReaderGone` is called, once.
 */
export function printWhileRead(onReaderGone: () => void): (text: string) => void {
  let gone = false;
  let failed = false;
  return (text) => {
    try {
      if (!gone) print(text);
    } catch (error) {
      gone = true;
      if (!(error instanceof Deno.errors.BrokenPipe)) {
        failed = true;
        printDiagnostic(`gavaged: ${messageOf(error)}`);
      }
      onReaderGone();
    }
    // Said again with each line that is lost: a run may still come to its end.
    if (failed) Deno.exitCode = 1;
  };
}

/** Names are other people's: none of them may speak to the terminal. */
export function readable(cell: string | number): string | number {
  return typeof cell === "string" ? cell.replaceAll(/\p{Cc}+/gu, " ") : cell;
}

/** A line on stderr: for people, not for the program that reads stdout. */
export function printDiagnostic(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

/** `2026-11-07 08:00`, the Swedish way of writing a date. */
export function localMinute(epochMs: number, zone: string): string {
  return new Date(epochMs).toLocaleString("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  });
}

/** A plain table with a header. */
export function table(head: readonly string[], rows: readonly (string | number)[][]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return made.toString();
}
