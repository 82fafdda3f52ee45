/** Ten thousand lots at ×86400, 20,000 meals/s, from one `simulate` process into a real server. */
import { print } from "../../src/cli/output.ts";
import { startServer } from "./_server.ts";

export async function benchFleet(folder: string): Promise<void> {
  // The lots finish together; their inspection would be another measurement.
  await using server = await startServer(`${folder}/data`, ["--no-monitor"]);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "main.ts", "simulate", "gavage", "--lots", "10000"]
      .concat(["--accel", "86400", "--seed", "1", "--url", server.url, "--json"]),
    stderr: "inherit",
  }).output();
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  print(lines.at(-1)!);
}
