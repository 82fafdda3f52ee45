/** `gavaged simulate loop`: whether what consumers and quality control say makes curves better. */
import { Command, Option } from "commander";
import { type Generation, loadLoop, type LoopOptions, type LoopReport } from "../app/mod.ts";
import { type Genetique, GENETIQUES } from "../contract/words.ts";
import { seed as readSeed, wholeNumber } from "./flag_values.ts";
import { loopTable, verdictText } from "./loop_report.ts";
import { print } from "./output.ts";

interface LoopFlags {
  generations: number;
  lots: number;
  seed: number;
  genetics: Genetique;
  json?: boolean;
}

export function simulateLoopCommand(): Command {
  return new Command("loop")
    .description("Close the loop in process: curves learnt from lots, against the first curve")
    .option("--generations <n>", "generations of lots", wholeNumber(1, 100), 8)
    .option("--lots <n>", "lots of each arm and generation", wholeNumber(4, 1_000), 20)
    .option("--seed <n>", "same seed, same report", readSeed, 1)
    .addOption(
      new Option("--genetics <name>", "of all lots").choices([...GENETIQUES]).default("Mulard"),
    )
    .addOption(
      new Option("--accel <n>", "nothing waits here: time always runs at max").choices(["max"])
        .default("max"),
    )
    .option("--json", "print one JSON object per generation, and the result")
    .action(simulateLoop);
}

async function simulateLoop(
  { generations, lots, seed, genetics, json }: LoopFlags,
): Promise<void> {
  const { consumerTaste, runLoop } = await loadLoop();
  const options: LoopOptions = {
    ...{ generations, lots, seed },
    genetique: genetics,
    profile: "classic",
  };
  const sayGeneration = (generation: Generation) =>
    print(JSON.stringify({ type: "generation", ...generation }));
  const report = runLoop(options, {
    taste: consumerTaste(),
    ...(json && { onGeneration: sayGeneration }),
  });
  if (json) print(JSON.stringify(resultOf(report)));
  else print(`${loopTable(report)}\n\n${verdictText(report)}`);
}

function resultOf({ history: _, ...report }: LoopReport): Record<string, unknown> {
  return { type: "result", ...report };
}
