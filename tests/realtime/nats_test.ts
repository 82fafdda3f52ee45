/** Several servers on one database and one NATS: one stream of events, whichever one is asked. */
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import type { Logger } from "../../src/lib/log.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { testDatabase } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { startNats, type TestNats } from "../support/nats.ts";
import { openDeaf } from "../support/raw_socket.ts";
import { runUntil } from "../support/runs.ts";
import { type Changes, feed, serve, type TestServer } from "../support/server.ts";
import type { Frame, TestSocket } from "../support/test_socket.ts";
import { until } from "../support/until.ts";

interface Servers extends AsyncDisposable {
  nats: TestNats;
  a: TestServer;
  b: TestServer;
  /** One more of them. */
  another(changes?: Changes): Promise<TestServer>;
}

async function twoServers(changes: Changes = {}): Promise<Servers> {
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await startNats());
  const db = parts.use(await testDatabase("embedded"));
  const start = async () => parts.use(await serve(db, { nats: [nats.url], ...changes }));
  const [a, b] = [await start(), await start()];
  const owned = parts.move();
  return {
    ...{ nats, a, b },
    another: async (more = {}) =>
      owned.use(await serve(db, { nats: [nats.url], ...changes, ...more })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

const shared = (server: TestServer, wanted = 1) =>
  until(
    "the stream to be shared, or not",
    async () => await metric(server, "gavaged_nats_shared") === wanted,
  );

const dayOf = ({ data }: Frame) => (data as { jour: number }).jour;
const placeOf = ({ epoch, offset }: Frame) => ({ epoch, offset });

async function mealDays(dashboard: TestSocket, count: number): Promise<number[]> {
  return (await dashboard.take(count, "gavage_realtime")).map(dayOf);
}

async function greeted(server: TestServer): Promise<{ socket: TestSocket; greeting: Frame }> {
  const socket = await server.socket("/ws/realtime/");
  return { socket, greeting: await socket.next("connection_established") };
}

Deno.test("nats: dashboards of every server see the same events in the same order", async () => {
  await using servers = await twoServers();
  const { a, b } = servers;
  await using onA = await a.dashboard();
  await using onB = await b.dashboard();
  await Promise.all([
    feed(a, ...mealsOfLot(3)),
    feed(b, ...mealsOfLot(3, { code_lot: "MT2611001", site: "MT", gaveur_id: 3 })),
  ]);
  const seen = async (dashboard: TestSocket) => {
    const frames = await dashboard.take(12, "gavage_realtime");
    return frames.map(({ data, offset }) => [offset, (data as Frame).code_lot, dayOf({ data })]);
  };
  deepEqual(await seen(onA), await seen(onB));
});

Deno.test("nats: filters hold, and every server tells of a lot only once", async () => {
  await using servers = await twoServers();
  await using dashboard = await servers.b.dashboard();
  dashboard.send({ type: "subscribe", filters: { code_lot: "LL2611001" } });
  await dashboard.next("subscribe_ack");
  await feed(servers.a, aMeal({ code_lot: "MT2611001", site: "MT" }), aMeal());
  const kinds: string[] = [];
  // The lot's news come from both servers' ears; a second meal ends the listening.
  const first = await dashboard.next("gavage_realtime");
  equal((first.data as Frame).code_lot, "LL2611001");
  await dashboard.next("lot_update");
  await until("both to have told", async () => {
    return await metric(servers.a, "gavaged_nats_pending") === 0;
  });
  await feed(servers.a, aMeal({ jour: 1 }));
  while (kinds.at(-1) !== "gavage_realtime") kinds.push(String((await dashboard.next()).type));
  deepEqual(kinds, ["gavage_realtime"]);
});

Deno.test("nats: a dashboard that loses its server goes on at another, without a gap", async () => {
  await using servers = await twoServers();
  const lost = await greeted(servers.a);
  await feed(servers.a, aMeal({ jour: 0 }));
  const last = await lost.socket.next("gavage_realtime");
  const place = { epoch: lost.greeting.epoch, offset: last.offset };
  await servers.a[Symbol.asyncDispose]();
  await feed(servers.b, aMeal({ jour: 1 }), aMeal({ jour: 2 }));
  // One that was there, and one that has only just been started.
  for (const server of [servers.b, await servers.another()]) {
    await using socket = await server.dashboard();
    socket.send({ type: "subscribe", filters: { data_type: "gavage_only" }, recover: place });
    const { recovered, epoch } = await socket.next("subscribe_ack");
    deepEqual([recovered, epoch], [true, place.epoch]);
    deepEqual(await mealDays(socket, 2), [1, 2]);
  }
});

Deno.test("nats: while it is away nothing waits, dashboards are told, and told again", async () => {
  const lines: string[] = [];
  const log: Logger = { ...silentLogger, warn: (line) => lines.push(line), with: () => log };
  await using servers = await twoServers({ log });
  const { nats, a, b } = servers;
  const { socket: onA, greeting } = await greeted(a);
  await using _onA = onA;
  await using onB = await b.dashboard();
  await nats.kill();
  const startMs = Date.now();
  const answers = await feed(a, aMeal({ jour: 0 }), aMeal({ jour: 1 }));
  deepEqual(answers.map(({ type }) => type), ["ack", "ack"]);
  ok(Date.now() - startMs < 2_000, "an acknowledgement never waits for NATS");
  const alone = await onA.next("subscribe_ack");
  equal(alone.recovered, false);
  notEqual(alone.epoch, greeting.epoch);
  deepEqual(await mealDays(onA, 2), [0, 1], "what was on its way is shown here");
  await feed(a, aMeal({ jour: 2 }));
  deepEqual(await mealDays(onA, 1), [2]);
  equal((await a.api("/readyz")).status, 200);
  equal(await metric(a, "gavaged_nats_departures_total"), 1);
  equal(await metric(a, "gavaged_nats_pending"), 0);
  await until(
    "both to say so",
    () => lines.filter((line) => /NATS is away/.test(line)).length === 2,
  );

  await nats.restart();
  await Promise.all([shared(a), shared(b)]);
  // B's learns of its own server's leave and return; the last word is the stream they share.
  await feed(b, aMeal({ jour: 3 }));
  const heard: Frame[] = [];
  while (heard.at(-1)?.type !== "gavage_realtime") heard.push(await onA.next());
  const told = heard.filter(({ type }) => type === "subscribe_ack");
  ok(told.length > 0 && told.every(({ recovered }) => recovered === false));
  notEqual(told.at(-1)!.epoch, greeting.epoch, "the new stream is another");
  equal(dayOf(heard.at(-1)!), 3);
  equal(dayOf(await onB.next("gavage_realtime")), 3, "B's never saw A's lonely meals");
  deepEqual(placeOf((await greeted(a)).greeting), placeOf((await greeted(b)).greeting));
});

Deno.test("nats: a server that was alone tells everybody's dashboards of the gap", async () => {
  await using servers = await twoServers();
  const { nats, a } = servers;
  // This one keeps its connection: only A's is cut.
  await using cut = cutter(nats.url);
  const c = await servers.another({ nats: [cut.url] });
  await using onA = await a.dashboard();
  await using onC = await c.dashboard();
  await feed(a, aMeal({ jour: 0 }));
  const before = await onA.next("gavage_realtime");
  equal(dayOf(await onC.next("gavage_realtime")), 0);
  cut.off();
  await feed(c, aMeal({ jour: 1 }));
  equal((await onC.next("subscribe_ack")).recovered, false);
  deepEqual(await mealDays(onC, 1), [1]);
  cut.on();
  const gap = await onA.next("subscribe_ack");
  deepEqual([gap.recovered, gap.filters], [false, {}]);
  ok(Number(gap.offset) > Number(before.offset));
  // A place before the gap is no good any more, on any server.
  await using late = await a.dashboard();
  late.send({ type: "subscribe", recover: { epoch: gap.epoch, offset: before.offset } });
  equal((await late.next("subscribe_ack")).recovered, false);
  await shared(c);
  await feed(c, aMeal({ jour: 2 }));
  deepEqual(await mealDays(onA, 1), [2]);
});

Deno.test("nats: a short break of the connection is nobody's business", async () => {
  await using servers = await twoServers();
  await using cut = cutter(servers.nats.url);
  const c = await servers.another({ nats: [cut.url] });
  await using onA = await servers.a.dashboard();
  await using onC = await c.dashboard();
  cut.off();
  await feed(c, aMeal({ jour: 0 }));
  await feed(servers.a, aMeal({ jour: 1 }));
  cut.on();
  for (const dashboard of [onA, onC]) {
    const frames: Frame[] = [];
    while (frames.filter(({ type }) => type === "gavage_realtime").length < 2) {
      frames.push(await dashboard.next());
    }
    deepEqual(frames.filter(({ type }) => type === "subscribe_ack"), []);
    deepEqual(frames.filter(({ type }) => type === "gavage_realtime").map(dayOf), [1, 0]);
  }
  equal(await metric(c, "gavaged_nats_departures_total"), 0);
});

Deno.test("nats: one that keeps its connections and does not answer is away, too", async () => {
  await using servers = await twoServers();
  const { nats, a } = servers;
  await using onA = await a.dashboard();
  nats.freeze();
  await feed(a, aMeal({ jour: 0 }));
  equal((await onA.next("subscribe_ack")).recovered, false);
  deepEqual(await mealDays(onA, 1), [0]);
  nats.thaw();
  await shared(a);
});

Deno.test("nats: a server starts without it and joins when it comes", async () => {
  await using nats = await startNats();
  await using db = await testDatabase("embedded");
  await nats.kill();
  await using server = await serve(db, { nats: [nats.url] });
  await using dashboard = await server.dashboard();
  await feed(server, aMeal({ jour: 0 }));
  deepEqual(await mealDays(dashboard, 1), [0]);
  await nats.restart();
  await shared(server);
  equal((await dashboard.next("subscribe_ack")).recovered, false);
  await feed(server, aMeal({ jour: 1 }));
  deepEqual(await mealDays(dashboard, 1), [1]);
});

Deno.test("nats: a password in the address, and a wrong one", async () => {
  await using nats = await startNats("--user", "g@v", "--pass", "s:cret/");
  await using db = await testDatabase("embedded");
  const at = (user: string) => [nats.url.replace("//", `//${user}@`)];
  await using server = await serve(db, { nats: at("g%40v:s%3Acret%2F") });
  await shared(server);
  const lines: string[] = [];
  const log: Logger = {
    ...silentLogger,
    warn: (line, fields) => lines.push(`${line} ${fields?.reason}`),
    with: () => log,
  };
  await using other = await serve(db, { nats: at("g%40v:wrong"), log });
  await shared(other, 0);
  match(lines.join("\n"), /^NATS is away.*authorization/i);
  ok(!lines.join("\n").includes("wrong"));
});

Deno.test("nats: a deaf dashboard costs nobody", async () => {
  await using servers = await twoServers();
  const deaf = await openDeaf(servers.b.url, "/ws/realtime/");
  await using dashboard = await servers.b.dashboard();
  const lots = Array.from(
    { length: 100 },
    (_, i) => mealsOfLot(14, { code_lot: `LL2611${100 + i}` }),
  ).flat();
  const startMs = Date.now();
  await feed(servers.a, ...lots);
  equal((await dashboard.take(lots.length, "gavage_realtime")).length, lots.length);
  ok(Date.now() - startMs < 20_000);
  equal(await metric(servers.a, "gavaged_nats_departures_total"), 0);
  deaf.close();
});

Deno.test("nats: a run is paused, accelerated and stopped by way of another server", async () => {
  await using servers = await twoServers();
  const { a, b, nats } = servers;
  const ask = (server: TestServer, path: string, body?: object, method = "POST") =>
    server.api(`/api/control-panel${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
  const config = { nb_lots: 1, acceleration: 1_440 };
  const { body: { id } } = await ask(a, "/runs", { kind: "gavage", config });
  await runUntil(b.url, id, ({ status }) => status === "running");
  const paused = await ask(b, `/runs/${id}/pause`);
  deepEqual([paused.status, paused.body.status], [200, "paused"], JSON.stringify(paused));
  equal((await a.api(`/api/control-panel/runs/${id}`)).body.status, "paused");
  const patched = await ask(b, `/runs/${id}`, { acceleration: 720 }, "PATCH");
  deepEqual([patched.status, (patched.body.config as Frame).acceleration], [200, 720]);
  equal((await ask(b, `/runs/${id}/resume`)).body.status, "running");
  const stopped = await ask(b, `/runs/${id}/stop`);
  deepEqual([stopped.status, stopped.body.status], [200, "stopped"], JSON.stringify(stopped));
  equal((await ask(b, `/runs/${id}/stop`)).status, 409);

  const device = { kind: "sqal", config: { device_id: "ESP32_LL_09" } };
  const { body: { id: second } } = await ask(a, "/runs", device);
  const panel = await ask(b, "/simulators/stop", { device_id: "ESP32_LL_09" });
  deepEqual([panel.status, panel.body.status], [200, "stopped"], JSON.stringify(panel));
  equal((await a.api(`/api/control-panel/runs/${second}`)).body.status, "stopped");

  // Nobody to ask: said at once, and clearly.
  const { body: { id: third } } = await ask(a, "/runs", { kind: "gavage", config });
  await runUntil(b.url, third, ({ status }) => status === "running");
  await nats.kill();
  const refused = await ask(b, `/runs/${third}/stop`);
  deepEqual([refused.status, refused.body.code], [409, "hosted_elsewhere"]);
  match(String(refused.body.detail), /does not answer/);
});

interface Cutter extends AsyncDisposable {
  url: string;
  off(): void;
  on(): void;
}

/** Stands between a server and NATS, and lets nothing through when it is off. */
function cutter(url: string): Cutter {
  const { hostname, port } = new URL(url);
  const listener = Deno.listen({ hostname, port: 0 });
  const open = new Set<Deno.Conn>();
  let isOff = false;
  const pipe = async (from: Deno.Conn, to: Deno.Conn) => {
    await from.readable.pipeTo(to.writable).catch(() => {});
    open.delete(from);
  };
  const closeAll = () => {
    for (const connection of open) {
      try {
        connection.close();
      } catch {
        // Its stream has closed it.
      }
    }
    open.clear();
  };
  const pipes: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const client of listener) {
      if (isOff) {
        client.close();
        continue;
      }
      const server = await Deno.connect({ hostname, port: Number(port) });
      open.add(client).add(server);
      pipes.push(pipe(client, server), pipe(server, client));
    }
  })();
  return {
    url: `nats://${hostname}:${(listener.addr as Deno.NetAddr).port}`,
    off() {
      isOff = true;
      closeAll();
    },
    on() {
      isOff = false;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      closeAll();
      await Promise.all(pipes);
    },
  };
}
