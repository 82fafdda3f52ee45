/** Waiting for simulator runs: a busy machine may take a minute to load the simulators. */

const PATIENCE_MS = 90_000;
const BETWEEN_MS = 50;

type Json = Record<string, unknown>;

/** The run once it is as wanted. */
export async function runUntil(
  url: string,
  id: unknown,
  wanted: (run: Json) => boolean,
): Promise<Json> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const run: Json = await (await fetch(`${url}/api/control-panel/runs/${id}`)).json();
    if (wanted(run)) return run;
    if (Date.now() > deadlineMs) {
      throw new Error(`wait for run ${id}: it is ${JSON.stringify(run)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
