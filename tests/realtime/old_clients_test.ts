/** Clients of the older system work unchanged, and nothing that they send is lost. */
import { deepEqual, equal } from "node:assert/strict";
import type { MealFrame } from "../../src/contract/meal.ts";
import type { TestDatabase } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import {
  closeFrame,
  concat,
  connectRaw,
  handshake,
  openDeaf,
  readStatus,
  textFrame,
  write,
} from "../support/raw_socket.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { inTime, until } from "../support/until.ts";

const MEALS = Array.from({ length: 10 }, (_, i) => mealsOfLot(10, { code_lot: `LL26110${10 + i}` }))
  .flat();

async function allStored(db: TestDatabase, count: number): Promise<void> {
  await until(`${count} meals in the database`, async () => {
    const [row] = await db.sql`
      select (select count(*) from doses_journalieres)::int as doses,
        (select count(*) from gavage_data)::int as raw`;
    return row!.doses === count && row!.raw === count;
  });
}

/** Calls so many at a time. */
async function each<T>(items: readonly T[], lanes: number, act: (item: T) => Promise<void>) {
  const rest = items.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const item of rest) await act(item);
  }));
}

/** As the older simulator does: connect, send, close, and never read. */
function sendAndClose(url: string, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = new WebSocket(url);
  socket.onopen = () => {
    socket.send(text);
    socket.close(1000);
  };
  socket.onclose = () => resolve();
  return inTime("the end of a hasty connection", promise);
}

async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

Deno.test("defect 1: 200 meals by clients that send and close at once, none lost", async () => {
  await using server = await startTestServer("embedded");
  const url = `${server.url.replace("http", "ws")}/ws/gavage`;
  await each(MEALS, 8, (meal) => sendAndClose(url, JSON.stringify(meal)));
  await allStored(server.db, 200);
});

Deno.test("defect 1: 200 meals by clients that reset the connection behind them, none lost", async () => {
  await using server = await startTestServer("embedded");
  await each(MEALS, 8, async (meal) => {
    const socket = await openDeaf(server.url, "/ws/gavage");
    await write(socket, concat(textFrame(JSON.stringify(meal)), closeFrame()));
    // The greeting lies unread: the kernel answers what comes next with a reset.
    socket.close();
  });
  await allStored(server.db, 200);
  equal(await metric(server, "gavaged_meals_received_total"), 200);
});

Deno.test("defect 1: meals that come in one packet with the handshake are not lost", async () => {
  await using server = await startTestServer("embedded");
  await each(MEALS, 8, async (meal) => {
    using socket = await connectRaw(server.url);
    await write(
      socket,
      concat(handshake("/ws/gavage"), textFrame(JSON.stringify(meal)), closeFrame()),
    );
    equal(await readStatus(socket), 101);
  });
  await allStored(server.db, 200);
});

const RECORDED = (await Deno.readTextFile(new URL("../fixtures/old_gavage.jsonl", import.meta.url)))
  .trim().split("\n");

Deno.test("defect 14: a recorded session of the older simulator, in its time zone", async () => {
  await using server = await startTestServer("embedded", { client_time_zone: "Europe/Paris" });
  await using dashboard = await server.dashboard();
  const url = `${server.url.replace("http", "ws")}/ws/gavage`;
  for (const text of RECORDED) await sendAndClose(url, text);
  await allStored(server.db, RECORDED.length);

  const frames: MealFrame[] = RECORDED.map((text) => JSON.parse(text));
  const shown = await dashboard.take(frames.length, "gavage_realtime");
  const byKey = (a: unknown, b: unknown) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
  // The text of the timestamp is shown as it came; the row has the instant that it means.
  deepEqual(
    shown.map(({ data }) => data).sort(byKey),
    frames.map((frame) => ({ ...frame, pret_abattage: false })).sort(byKey),
  );
  for (const { code_lot, jour, moment, timestamp } of frames) {
    const [row] = await server.db.sql`
      select time = date_trunc('milliseconds', ${timestamp}::timestamp) at time zone 'Europe/Paris' as meant
      from doses_journalieres where (code_lot, jour, moment) = (${code_lot}, ${jour}, ${moment})`;
    equal(row!.meant, true, `${code_lot} J${jour} ${moment} ${timestamp}`);
  }
  const { body } = await server.api("/api/lots/LS2611002");
  deepEqual([body.genetique, body.nb_canards_initial, body.nb_doses], ["Pékin", 46, 13]);
});

Deno.test("defect 14: local times on both sides of the clock change", async () => {
  await using server = await startTestServer("embedded", { client_time_zone: "Europe/Paris" });
  const times: Record<string, string> = {
    "2026-10-25T08:00:00": "2026-10-25T07:00:00Z",
    "2026-10-24T18:00:00.5": "2026-10-24T16:00:00.5Z",
    "2026-10-25T02:30:00": "2026-10-25T00:30:00Z",
    "2026-10-25T08:00:00+02:00": "2026-10-25T06:00:00Z",
    "2026-10-25T08:00:00Z": "2026-10-25T08:00:00Z",
  };
  await feed(server, ...Object.keys(times).map((timestamp, jour) => aMeal({ jour, timestamp })));
  const rows = await server.db.sql`select time from doses_journalieres order by jour`;
  deepEqual(rows.map(({ time }) => time), Object.values(times));
});

Deno.test("paths are served with and without the last slash, others are refused with 403", async () => {
  await using server = await startTestServer("embedded");
  const status = async (path: string, headers?: Record<string, string>) => {
    using socket = await connectRaw(server.url);
    await write(socket, handshake(path, headers));
    return await readStatus(socket);
  };
  for (const path of ["/ws/gavage", "/ws/gavage/", "/ws/realtime", "/ws/realtime/?site=LL"]) {
    equal(await status(path), 101, path);
  }
  for (const path of ["/ws", "/ws/nothing", "/ws/gavage/more", "/constructor", "/"]) {
    equal(await status(path), 403, path);
  }
  equal(await status("/ws/gavage", { "Sec-WebSocket-Key": "" }), 400);
});

Deno.test("escaped letters, unknown fields, numbers as texts and null are read as before", async () => {
  await using server = await startTestServer("embedded");
  await using client = await server.meals();
  const meal = { ...aMeal(), jour: "0", gaveur_id: "1", pret_abattage: null, more: { a: 1 } };
  client.send(JSON.stringify(meal).replace("Mulard", "P\\u00e9kin"));
  equal((await client.next()).type, "ack");
  const [row] = await server.db.sql`select genetique from lots_gavage`;
  equal(row!.genetique, "Pékin");
});
