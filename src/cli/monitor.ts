/** `gavaged monitor`: inspects finished lots beside a server, any number of them side by side. */
import { Command } from "commander";
import { sensorEndpointsOf } from "../../simulators/sqal/mod.ts";
import { loadLotMonitor } from "../app/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { credentials } from "./client.ts";
import { address } from "./flag_values.ts";
import { addSettings, openLog, readSettings } from "./settings.ts";
import { aborted, listenForSignals } from "./signals.ts";

const KEYS = [
  "database_url",
  "samples_per_lot",
  "polling_interval",
  "log_level",
  "log_format",
] as const;

type MonitorFlags = Record<string, unknown> & { url: string; deviceId?: string };

export function monitorCommand(): Command {
  const command = new Command("monitor")
    .option(
      "--url <url>",
      "the server that takes the samples",
      address(sensorEndpointsOf),
      DEFAULT_URL,
    )
    .option("--device-id <id>", "device that inspects, before _ and the lot's code");
  addSettings(command, KEYS);
  const database = command.options.find(({ long }) => long === "--database-url")!;
  database.description = "the server's PostgreSQL or TimescaleDB; also DATABASE_URL";
  return command.action(async (flags: MonitorFlags) => {
    const config = readSettings({ ...flags, monitorDeviceId: flags.deviceId });
    const log = openLog(config);
    const interruption = listenForSignals();
    try {
      const { sensors: sensorsUrl } = sensorEndpointsOf(flags.url);
      const { openSocket } = credentials();
      const { startLotMonitorAlone } = await loadLotMonitor();
      const monitor = await startLotMonitorAlone(config, {
        sensorsUrl,
        clock: systemClock,
        log,
        openSocket,
      });
      log.info("watching for finished lots", { url: sensorsUrl });
      await aborted(interruption.signal);
      await monitor.stop();
      Deno.exitCode = interruption.exitCode() ?? 0;
    } finally {
      interruption.release();
    }
  });
}

const DEFAULT_URL = "ws://127.0.0.1:8000/ws/sensors/";
