/**
 * Ten thousand lots from one `simulate` process into a real server: at ×86400, 20,000 meals/s, and at
 * half of that, which a slower machine keeps up with, too.
 */
import { print } from "../../src/cli/output.ts";
import { startServer } from "./_server.ts";

export async function benchFleet(folder: string): Promise<void> {
  for (const accel of [43_200, 86_400]) await benchAt(accel, `${folder}/${accel}`);
}

async function benchAt(accel: number, dataDir: string): Promise<void> {
  // The lots finish together; their inspection would be another measurement.
  await using server = await startServer(dataDir, ["--no-monitor"]);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "main.ts", "simulate", "gavage", "--lots", "10000"]
      .concat(["--accel", String(accel), "--seed", "1", "--url", server.url]),
    stderr: "inherit",
  }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  // The days before it are progress.
  print(lines.slice(lines.findLastIndex((line) => line.startsWith("📊")) + 1).join("\n"));
}
