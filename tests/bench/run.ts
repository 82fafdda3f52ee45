/** `deno task bench [name…]`: each measurement in a fresh folder, figures on stdout. */
import { print } from "../../src/cli/output.ts";
import { benchFleet } from "./fleet.ts";
import { benchIngest } from "./ingest.ts";
import { benchPanel } from "./panel_soak.ts";
import { benchStart } from "./start.ts";
import { benchTrace } from "./trace.ts";

const BENCHES: Record<string, (folder: string) => Promise<void>> = {
  ingest: benchIngest,
  fleet: benchFleet,
  start: benchStart,
  trace: benchTrace,
  panel: benchPanel,
};

const wanted = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHES);
for (const name of wanted) {
  const bench = BENCHES[name];
  if (!bench) {
    throw new Error(`no benchmark ${name}: choose from ${Object.keys(BENCHES).join(", ")}`);
  }
  print(`# ${name}`);
  const folder = await Deno.makeTempDir({ prefix: "gavaged-bench-" });
  await Deno.chmod(folder, 0o755);
  try {
    await bench(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
