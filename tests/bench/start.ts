/** How soon `serve` listens, on a new data directory and on an existing one, and what it holds idle. */
import { print } from "../../src/cli/output.ts";
import { processTree, startServer } from "./_server.ts";

const RUNS = 5;

export async function benchStart(folder: string): Promise<void> {
  const fresh: number[] = [];
  const existing: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const dataDir = `${folder}/${run}`;
    fresh.push(await readyMs(dataDir));
    existing.push(await readyMs(dataDir));
  }
  print(`new data directory → listening       ${median(fresh)} ms (median of ${RUNS})`);
  print(`existing data directory → listening  ${median(existing)} ms (median of ${RUNS})`);
  await using server = await startServer(`${folder}/0`);
  await (await fetch(`${server.url}/readyz`)).body?.cancel();
  print(
    `idle memory with the database        ${
      Math.round(await treePssKb(server.pid) / 1024)
    } MB (PSS of all processes)`,
  );
}

async function readyMs(dataDir: string): Promise<number> {
  await using server = await startServer(dataDir);
  return server.readyMs;
}

/** Proportional set size: memory shared among PostgreSQL's processes counts once. Linux only. */
async function treePssKb(root: number): Promise<number> {
  let total = 0;
  for (const pid of await processTree(root)) {
    const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
    total += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return total;
}

function median(values: number[]): number {
  return Math.round(values.sort((a, b) => a - b)[values.length >> 1]!);
}
