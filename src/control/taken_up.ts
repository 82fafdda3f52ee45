/** Runs that a server which is no more has left, taken up with what is known of them. */
import type { RunRepository, StoredRun } from "../db/run_repository.ts";

/** A scenario has no more steps. */
const MAX_CHILDREN = 200;

/** A run to go on with, and what is known of it. */
export interface Interrupted {
  run: StoredRun;
  /** Its last line's. */
  sequence: number;
  /** Runs that a scenario started. */
  children: readonly StoredRun[];
}

/** At most `limit` runs to go on with. A scenario comes after those that it had started. */
export async function takeUpRuns(
  store: Pick<RunRepository, "takeUp" | "lastSequence" | "list">,
  limit: number,
): Promise<Interrupted[]> {
  const found = await Promise.all((await store.takeUp(limit)).map(async (run) => ({
    run,
    sequence: await store.lastSequence(run.id),
    children: run.kind === "scenario"
      ? await store.list({ parentId: run.id, limit: MAX_CHILDREN })
      : [],
  })));
  const isScenario = ({ run }: Interrupted) => run.kind === "scenario";
  return [...found.filter((one) => !isScenario(one)), ...found.filter(isScenario)];
}
