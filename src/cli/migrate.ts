/** `gavaged migrate`: bring a database to this program's schema, or say what that would do. */
import { Command } from "commander";
import { migrateDatabase } from "../app/mod.ts";
import { print } from "./output.ts";
import { addSettings, openLog, readSettings } from "./settings.ts";

export function migrateCommand(): Command {
  const command = new Command("migrate")
    .option("--dry-run", "only print what is missing");
  return addSettings(command, ["database_url", "data_dir", "log_level", "log_format"])
    .action(async (options: { dryRun?: boolean }) => {
      const config = readSettings(options as Record<string, unknown>);
      const names = await migrateDatabase(config, {
        log: openLog(config),
        dryRun: options.dryRun ?? false,
      });
      for (const name of names) print(name);
    });
}
