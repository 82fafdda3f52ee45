/** `gavaged config`: the settings in force, secrets hidden. */
import { Command } from "commander";
import { stringify } from "yaml";
import { redacted } from "../config/mod.ts";
import { print } from "./output.ts";
import { addSettings, readSettings } from "./settings.ts";

export function configCommand(): Command {
  const command = new Command("config")
    .option("--json", "as JSON instead of YAML");
  return addSettings(command).action((options) => {
    const settings = redacted(readSettings(options));
    print(options.json ? JSON.stringify(settings, null, 2) : stringify(settings));
  });
}
