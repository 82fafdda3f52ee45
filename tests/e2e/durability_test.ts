/** Real processes that die in the middle of a run: every meal is there afterwards, once. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { openPool } from "../../src/db/pool.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { until } from "../support/until.ts";
import { emptyFolder, Program } from "./support.ts";

interface Site {
  folder: string;
  server: Program;
  port: number;
}

/** Nobody inspects its lots: the machine is there for the meals. */
function serve(folder: string, port = 0): Promise<Program> {
  const args = ["serve", "--data-dir", "data", "--port", String(port)];
  return Program.start(args, { folder, env: { GAVAGED_MONITOR: "false" } });
}

/** A server on a new data directory, which is removed when the test is over. */
async function withSite(test: (site: Site) => Promise<void>): Promise<void> {
  const folder = await emptyFolder();
  const server = await serve(folder);
  const site: Site = { folder, server, port: 0 };
  try {
    site.port = Number(new URL(await server.listening()).port);
    await test(site);
  } finally {
    await site.server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

function simulate(port: number, ...flags: string[]): Promise<Program> {
  const url = `ws://127.0.0.1:${port}/ws/gavage`;
  return Program.start(["simulate", "gavage", "--url", url, "--seed", "7", "--json", ...flags]);
}

type Line = Record<string, unknown>;

const jsonLines = (text: string): Line[] => text.trim().split("\n").map((line) => JSON.parse(line));

const keyOf = ({ code_lot, jour, moment, dose_reelle, poids_moyen }: Line) =>
  [code_lot, jour, moment, dose_reelle, poids_moyen].join("/");

/** The run ended well, and each meal that it had acknowledged is in each table, once. */
async function checkStored({ server }: Site, simulator: Program): Promise<Line> {
  const { code, stdout, stderr } = await simulator.ended();
  equal(code, 0, stderr);
  const lines = jsonLines(stdout);
  const summary = lines.at(-1)!;
  const acked = lines.filter(({ type }) => type === "meal_acked").map(keyOf).sort();
  equal(acked.length, summary.meals_due);

  const { psql } = await server.logged("embedded database is ready");
  const sql = await openPool({ database: { url: String(psql) }, max: 1, log: silentLogger });
  const stored = await sql`
    select code_lot, jour, moment, dose_reelle, poids_moyen from doses_journalieres`;
  deepEqual(stored.map((row) => keyOf(row)).sort(), acked);
  const raw = await sql`
    select code_lot, jour, moment, dose_reelle, poids_actuel as poids_moyen from gavage_data`;
  deepEqual(raw.map((row) => keyOf(row)).sort(), acked);
  const [lots] = await sql`
    select count(*)::int as placed,
      count(*) filter (where pret_abattage and statut = 'termine')::int as finished,
      (select count(*)::int from sqal_pending_lots) as queued
    from lots_gavage`;
  deepEqual({ ...lots }, { placed: 200, finished: 200, queued: 200 });
  await sql.end({ timeout: 1 });
  return summary;
}

/** Waits until some meals are stored, and many are not. */
async function inTheMiddle({ port }: Site): Promise<void> {
  await until("a run in its middle", async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^gavaged_meals_stored_total\{change="new"\} (\d+)/m.exec(text)?.[1]) > 300;
  });
}

const postmasterOf = async ({ folder }: Site): Promise<number> =>
  Number.parseInt(await Deno.readTextFile(join(folder, "data", "postgres", "postmaster.pid")));

const isRunning = (pid: number): Promise<boolean> =>
  Deno.readTextFile(`/proc/${pid}/cmdline`).then((text) => text !== "", () => false);

const RUN = ["--lots", "200", "--accel", "max", "--window", "50"];

Deno.test("defect 2: kill -9 of the server in the middle of a run loses and doubles nothing", () =>
  withSite(async (site) => {
    await using simulator = await simulate(site.port, ...RUN);
    await inTheMiddle(site);
    const postmaster = await postmasterOf(site);
    await site.server.stop("SIGKILL");
    await until("the killed server's database to stop", async () => !await isRunning(postmaster));
    site.server = await serve(site.folder, site.port);
    const summary = await checkStored(site, simulator);
    ok(Number(summary.reconnections) > 0);
  }));

Deno.test("defect 2: kill -9 of the database in the middle of a run loses and doubles nothing", () =>
  withSite(async (site) => {
    await using simulator = await simulate(site.port, ...RUN);
    await inTheMiddle(site);
    const postmaster = await postmasterOf(site);
    Deno.kill(postmaster, "SIGKILL");
    await site.server.logged("embedded database is back");
    const summary = await checkStored(site, simulator);
    equal(summary.reconnections, 0);
  }));

Deno.test("a simulator that is there before its server waits, and says so", () =>
  withSite(async (site) => {
    const { server } = site;
    equal((await server.stop()).code, 143);
    await using simulator = await simulate(site.port, ...RUN);
    await simulator.said(/"state":"waiting"/);
    site.server = await serve(site.folder, site.port);
    await checkStored(site, simulator);
  }));

Deno.test("the same seed gives the same meals at ×86400 and at max, whatever the codes", () =>
  withSite(async (site) => {
    const run = async (accel: string) => {
      await using simulator = await simulate(site.port, "--lots", "3", "--accel", accel);
      const { code, stdout } = await simulator.ended();
      equal(code, 0);
      const lines = jsonLines(stdout);
      const order = new Map(
        lines.filter(({ type }) => type === "lot_created").map((lot, i) => [lot.code_lot, i]),
      );
      const meals = lines.filter(({ type }) => type === "meal_acked")
        .map((meal) => JSON.stringify({ ...meal, code_lot: order.get(meal.code_lot) })).sort();
      return { codes: [...order.keys()], meals };
    };
    const [slow, fast] = await Promise.all([run("86400"), run("max")]);
    deepEqual(slow.meals, fast.meals);
    equal(new Set([...slow.codes, ...fast.codes]).size, 6);
  }));

Deno.test("Ctrl-C stops a run with 130 and says where it stood", () =>
  withSite(async (site) => {
    const url = `http://127.0.0.1:${site.port}`;
    const args = ["simulate", "gavage", "--url", url, "--lots", "2", "--accel", "86400"];
    await using simulator = await Program.start(args);
    await simulator.said(/📊/u);
    const { code, stdout } = await simulator.stop("SIGINT");
    equal(code, 130);
    ok(/Stopped: [1-9]\d* of \d+ meals acknowledged, 0 of 2 lots finished/.test(stdout), stdout);
    ok(/simulated until \d{4}-/.test(stdout), stdout);
  }));

Deno.test("demo --exit shows the coherence of its lots, and a second run reuses no code", async () => {
  const folder = await emptyFolder();
  const flags = ["--accel", "max", "--lots", "5", "--seed", "7", "--exit", "--port", "0"];
  const codes = async () => {
    await using demo = await Program.start(["demo", "--data-dir", "data", ...flags], { folder });
    const { code, stdout, stderr } = await demo.ended();
    deepEqual([code, stderr], [0, ""]);
    const [, table = ""] = stdout.split(/(?=code_lot +)/);
    return [...table.matchAll(/\b([A-Z]{2}\d{7})\b.*?\b(2[2468])\b/g)].map(([, code]) => code);
  };
  try {
    const [first, second] = [await codes(), await codes()];
    deepEqual([first.length, second.length], [5, 5]);
    equal(new Set([...first, ...second]).size, 10);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
