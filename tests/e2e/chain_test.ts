/** The whole chain by the program's own commands: from the ducks' arrival to the recall. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { sumBy } from "es-toolkit";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { testDatabase } from "../support/engines.ts";
import { epcisFaults } from "../support/epcis.ts";
import { oldConsumerTurn } from "../support/old_consumer.ts";
import { until } from "../support/until.ts";
import { emptyFolder, Program, run } from "./support.ts";

type Json = Record<string, unknown>;

/** What every lot goes through, in this order; the last is said when somebody ate of it. */
const STEPS = [
  "lot_created",
  "gavage_started",
  "gavage_day",
  "gavage_ended",
  "sqal_control",
  "product_registered",
  "consumer_feedback",
];

const jsonLines = (text: string): Json[] => text.trim().split("\n").map((line) => JSON.parse(line));

function stepsOf(events: readonly { event_type: string }[]): string[] {
  const types = events.map(({ event_type }) => event_type);
  return types.filter((type, i) => type !== types[i - 1]);
}

async function demo(folder: string, ...flags: string[]): Promise<Json[]> {
  const { code, stdout, stderr } = await run(
    ["demo", "--data-dir", "data", "--port", "0", "--accel", "max", "--exit", "--json", ...flags],
    { folder },
  );
  deepEqual([code, stderr], [0, ""]);
  return jsonLines(stdout);
}

function told(lines: readonly Json[], event: string): Json {
  const found = lines.find((line) => line.event === event);
  ok(found, `an event ${event} in ${JSON.stringify(lines.at(-1))}`);
  return found;
}

function serve(folder: string, port = 0): Promise<Program> {
  return Program.start(["serve", "--data-dir", "data", "--port", String(port)], { folder });
}

Deno.test("the chain: demo, and what each command tells of it afterwards", async (t) => {
  const folder = await emptyFolder();
  let server: Program | undefined;
  try {
    const first = await demo(folder, "--lots", "2", "--seed", "7");
    const lots = told(first, "coherence").lots as Json[];
    const codes = lots.map(({ code_lot }) => String(code_lot));
    equal(codes.length, 2);
    for (const lot of lots) {
      deepEqual([lot.nb_doses, lot.sqal_status], [lot.doses_attendues, "inspected"]);
      ok(Number(lot.nb_products) > 0 && lot.nb_products === lot.products_attendus);
    }

    await t.step("demo tells of each lot's end, and of one lot's whole life", () => {
      const { lots: chains } = told(first, "chain") as { lots: Json[] };
      deepEqual(chains.map(({ code_lot }) => code_lot).sort(), [...codes].sort());
      const sum = (key: string) => sumBy(chains, (lot) => Number(lot[key]));
      equal(sum("nb_feedbacks"), 3 * sum("nb_products"));
      for (const lot of chains) {
        equal(lot.fault, null);
        ok(Number(lot.itm) > 5 && Number(lot.average_rating) >= 1, JSON.stringify(lot));
      }
      const timeline = told(first, "timeline") as unknown as { events: { event_type: string }[] };
      deepEqual(stepsOf(timeline.events), STEPS);
    });

    await t.step(
      "a second demo goes on with the same data, and asks about its own lots",
      async () => {
        const second = await demo(folder, "--lots", "1", "--seed", "8", "--feedbacks", "2");
        const [lot, ...others] = told(second, "chain").lots as Json[];
        equal(others.length, 0);
        ok(!codes.includes(String(lot!.code_lot)));
        equal(lot!.nb_feedbacks, 2 * Number(lot!.nb_products));
        codes.push(String(lot!.code_lot));
      },
    );

    server = await serve(folder);
    const url = await server.listening();
    const api = async (path: string) => await (await fetch(`${url}${path}`)).json();

    await t.step("nothing simulated lies after the wall's time", async () => {
      const times: string[] = [];
      for (const code of codes) {
        const { events } = await api(`/api/lots/${code}/timeline`);
        const { feedbacks } = await api(`/api/lots/${code}/trace`);
        for (const { timestamp } of events) times.push(timestamp);
        for (const { time } of feedbacks) times.push(time);
      }
      const newest = Math.max(...times.map((time) => Date.parse(time)));
      ok(newest < Date.now(), new Date(newest).toISOString());
    });

    await t.step("each lot's timeline shows every step in order, and verify accepts", async () => {
      for (const code of codes) {
        const { events } = await api(`/api/lots/${code}/timeline`);
        deepEqual(stepsOf(events), STEPS, code);
      }
      const { code, stdout } = await run(["verify", "--chain", "--json", "--url", url]);
      const { lots, faults } = JSON.parse(stdout);
      deepEqual([code, lots, faults], [0, 3, []]);
    });

    await t.step("trace: from the maize to the opinions and from a product back", async () => {
      const tree = await run(["trace", codes[0]!, "--url", url]);
      equal(tree.code, 0, tree.stderr);
      match(tree.stdout, /MAIS_[A-Z]{2}_\d{4}[A-Z]/);
      const [product] = await api(`/api/consumer/products?code_lot=${codes[0]}`);
      const back = await run(["trace", product.qr_code, "--json", "--url", url]);
      const [{ subject, lot, maize, feedbacks }] = JSON.parse(back.stdout);
      deepEqual([subject.id, lot.code_lot], [product.product_id, codes[0]]);
      ok(maize.length > 0);
      ok(feedbacks.every((row: Json) => row.product_id === product.product_id));
      const check = await run(["trace", "--check", "--json", "--url", url]);
      deepEqual([check.code, JSON.parse(check.stdout).length], [0, 3]);
    });

    await t.step("export epcis: one valid document of all lots, the same again", async () => {
      const args = ["export", "epcis", ...codes, "--url", url];
      const { code, stdout } = await run(args);
      const document = JSON.parse(stdout);
      deepEqual([code, epcisFaults(document)], [0, []]);
      const again = await run([...args, "--output", "epcis.json"], { folder });
      deepEqual([again.code, again.stdout], [0, ""]);
      const file = JSON.parse(await Deno.readTextFile(join(folder, "epcis.json")));
      deepEqual(idsOf(file), idsOf(document));
      equal((await run(["export", "epcis", "NO_SUCH_LOT", "--url", url])).code, 1);
    });

    await t.step("export: rows for analyses elsewhere", async () => {
      const { consumer_feedbacks } = await api("/api/registry/stats");
      const feedbacks = await run(["export", "feedbacks", "--format", "ndjson", "--url", url]);
      deepEqual([feedbacks.code, jsonLines(feedbacks.stdout).length], [0, consumer_feedbacks]);
      const doses = ["export", "doses", "--format", "parquet", "--url", url];
      deepEqual((await run(doses, { folder })).code, 2);
      equal((await run([...doses, "--output", "doses.parquet"], { folder })).code, 0);
      const file = await asyncBufferFromFile(join(folder, "doses.parquet"));
      const { num_rows } = await parquetMetadataAsync(file);
      const fed = await api("/api/lots/coherence");
      equal(Number(num_rows), sumBy(fed.lots as Json[], ({ nb_doses }) => Number(nb_doses)));
    });

    await t.step("an older consumer simulator is served, with its repeats refused", async () => {
      const turns: number[] = [];
      const { length } = await api(`/api/consumer/products?code_lot=${codes[1]}`);
      for (let turn = 0; turn < length + 2; turn++) {
        const visit = await oldConsumerTurn(url, { codeLot: codes[1]!, turn });
        turns.push(visit!.status);
        if (visit!.status === 200) {
          const { success, reward_points, feedback_id } = visit!.answer;
          deepEqual([success, reward_points, typeof feedback_id], [true, 10, "number"]);
        }
      }
      deepEqual(turns, [...Array(length).fill(200), 409, 409]);
      equal((await oldConsumerTurn(url, { turn: 0 }))?.status, 200);
      equal(await oldConsumerTurn(url, { codeLot: "NO_SUCH_LOT", turn: 0 }), undefined);
    });

    await t.step("what is wrong is told clearly", async () => {
      const [{ qr_code, product_id }, other] = await api("/api/consumer/products");
      const forged = qr_code.replace(/.$/, (last: string) => last === "0" ? "1" : "0");
      const rate = async (changes: Json) => {
        const response = await fetch(`${url}/api/consumer/feedback`, {
          method: "POST",
          headers: { "content-type": "application/json", "consumer-id": "somebody" },
          body: JSON.stringify({ qr_code, product_id, overall_rating: 4, ...changes }),
        });
        return `${response.status} ${JSON.stringify((await response.json()).detail)}`;
      };
      match(await rate({ qr_code: forged }), /^404 "QR code invalide/);
      match(await rate({ product_id: "FG_XX" }), /^400 .*ne correspond pas/);
      match(await rate({ product_id: other.product_id }), /^400 .*ne correspond pas/);
      match(await rate({ overall_rating: 6 }), /^422 .*overall_rating/);
      match(await rate({ comment: "é".repeat(2_000) }), /^422 .*1000/);
      match(await rate({ comment: "é".repeat(1_000) }), /^200/);
      match(await rate({}), /^409 .*30 derniers jours/);
      const scan = await fetch(`${url}/api/consumer/scan/${forged}`);
      await scan.body?.cancel();
      equal(scan.status, 404);
      match(await (await fetch(`${url}/metrics`)).text(), /gavaged_qr_refused_total\S* [1-9]/);
    });

    await t.step("recall: a drill tells, an order takes off the market", async () => {
      const { maize: [{ code: maize }] } = await api(`/api/lots/${codes[0]}/trace`);
      const recall = ["recall", "--maize-lot", maize, "--url", url];
      const drill = await run([...recall, "--format", "json"]);
      const { executed, counts, took_ms } = JSON.parse(drill.stdout);
      deepEqual([drill.code, executed, counts.products_active > 0], [0, false, true]);
      ok(took_ms > 0);
      const csv = await run([...recall, "--format", "csv"]);
      const { products } = await api(`/api/maize/${maize}/trace?limit=500`);
      const unrated = products.filter((product: Json) => product.nb_feedbacks === 0);
      equal(csv.stdout.trim().split("\n").length, 1 + counts.feedbacks + unrated.length);
      const order = await run([...recall, "--execute", "--reason", "exercice", "--by", "Anne"]);
      match(order.stdout, new RegExp(`recalled: ${counts.products_active} products`));
      deepEqual(await api(`/api/consumer/products?code_lot=${codes[0]}`), []);
      const { code } = await run(["verify", "--chain", "--url", url]);
      equal(code, 0);
    });
  } finally {
    await server?.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

const idsOf = (document: { epcisBody: { eventList: { eventID: string }[] } }) =>
  document.epcisBody.eventList.map(({ eventID }) => eventID);

Deno.test("the chain: demo on a PostgreSQL server of one's own", async () => {
  await using db = await testDatabase("postgres15", { migrated: false });
  const folder = await emptyFolder();
  try {
    const lines = await demo(folder, "--lots", "1", "--seed", "7", "--database-url", db.url);
    const { events } = told(lines, "timeline") as unknown as { events: { event_type: string }[] };
    deepEqual(stepsOf(events), STEPS);
    equal((told(lines, "chain").lots as Json[])[0]!.fault, null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("consumers wait for products; kill -9 of the server loses no feedback it took", async () => {
  const folder = await emptyFolder();
  let server = await serve(folder);
  try {
    const url = await server.listening();
    const port = Number(new URL(url).port);
    const consume = [
      "simulate",
      "consumer",
      "--url",
      url,
      "--accel",
      "max",
      "--seed",
      "7",
      "--json",
    ];
    await using consumers = await Program.start([...consume, "--feedbacks", "600"]);
    await consumers.said(/"waiting_for_products"/);
    const gavage = ["simulate", "gavage", "--url", url, "--accel", "max", "--lots", "6"];
    equal((await run([...gavage, "--seed", "7"])).code, 0);

    await until("consumers in the middle", async () => await feedbacksOf(url) > 100);
    await server.stop("SIGKILL");
    server = await serve(folder, port);
    const { code, stdout, stderr } = await consumers.ended();
    equal(code, 0, stderr);
    const lines = jsonLines(stdout);
    const ids = lines.filter(({ type }) => type === "feedback_accepted")
      .map(({ feedback_id }) => feedback_id);
    const { due, duplicates } = lines.at(-1)!;
    deepEqual([due, duplicates, ids.length, new Set(ids).size], [600, 0, 600, 600]);
    equal(await feedbacksOf(url), 600);
    equal((await run(["verify", "--url", url])).code, 0);
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

async function feedbacksOf(url: string): Promise<number> {
  const stats = await (await fetch(`${url}/api/registry/stats`)).json();
  return stats.consumer_feedbacks;
}

for (
  const [phase, { flags, sign }] of Object.entries({
    "ducks are fed": { flags: ["--accel", "86400"], sign: /📊/u },
    "products are rated": { flags: ["--accel", "max", "--feedbacks", "1000"], sign: /★/ },
    "it serves on": { flags: ["--accel", "max", "--feedbacks", "1"], sign: /until Ctrl-C/ },
  })
) {
  Deno.test(`demo: Ctrl-C while ${phase} ends it in order, with 130`, async () => {
    const args = ["demo", "--data-dir", "data", "--port", "0", "--lots", "1", "--seed", "7"];
    await using program = await Program.start([...args, ...flags]);
    await program.said(sign);
    const { code, stdout, stderr } = await program.stop("SIGINT");
    deepEqual([code, stderr], [130, ""]);
    match(stdout, /code_lot/);
  });
}
