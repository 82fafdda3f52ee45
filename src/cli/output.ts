/** What goes to stdout: data for people (tables) or for programs (JSON). */
import Table from "cli-table3";

const encoder = new TextEncoder();

/** Writes all of a text, whatever the pipe takes at a time. */
export function print(text: string): void {
  const bytes = encoder.encode(text.endsWith("\n") ? text : `${text}\n`);
  for (let written = 0; written < bytes.length;) {
    written += Deno.stdout.writeSync(bytes.subarray(written));
  }
}

/** A plain table with a header. */
export function table(head: readonly string[], rows: readonly (string | number)[][]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows);
  return made.toString();
}
