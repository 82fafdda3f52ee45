/** `gavaged simulate …`: each simulator as a client of a server. */
import { Command } from "commander";
import { simulateConsumerCommand } from "./simulate_consumer.ts";
import { simulateGavageCommand } from "./simulate_gavage.ts";
import { simulateLoopCommand } from "./simulate_loop.ts";
import { simulateSqalCommand } from "./simulate_sqal.ts";

export function simulateCommand(): Command {
  return new Command("simulate")
    .addCommand(simulateGavageCommand())
    .addCommand(simulateSqalCommand())
    .addCommand(simulateConsumerCommand())
    .addCommand(simulateLoopCommand());
}
