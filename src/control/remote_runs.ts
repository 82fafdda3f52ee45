/** What one server asks of another about a run that the other hosts. */
import { z } from "zod";
import type { Change } from "./live_run.ts";

const RunCommand = z.discriminatedUnion("verb", [
  z.object({ verb: z.literal("stop"), force: z.boolean() }),
  z.object({ verb: z.literal("pause") }),
  z.object({ verb: z.literal("resume") }),
  z.object({ verb: z.literal("accelerate"), acceleration: z.number() }),
]);
export type RunCommand = z.infer<typeof RunCommand>;

export const RemoteOrder = z.object({ id: z.string(), command: RunCommand });
export type RemoteOrder = z.infer<typeof RemoteOrder>;

export interface RemoteRuns {
  /** Undefined when the server of this name does not answer in time. */
  ask(owner: string, order: RemoteOrder): Promise<Change | undefined>;
}

/** A run, as far as another server may tell it what to do. */
interface Commanded {
  stop(options: { force: boolean }): Promise<void>;
  pause(): Change;
  resume(): Change;
  accelerate(acceleration: number): Change;
}

export async function obey(run: Commanded, command: RunCommand): Promise<Change> {
  switch (command.verb) {
    case "stop":
      await run.stop({ force: command.force });
      return { status: "done" };
    case "pause":
      return run.pause();
    case "resume":
      return run.resume();
    case "accelerate":
      return run.accelerate(command.acceleration);
  }
}
