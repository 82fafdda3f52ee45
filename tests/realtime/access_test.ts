/** Who may open which WebSocket, what they see there, and what they may send. */
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createToken } from "../../src/http/mod.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { access, bearer, type Holder, tokenOf, TOKENS } from "../support/access.ts";
import { aMeal } from "../support/meals.ts";
import { sampleNumber } from "../support/samples.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Frame, TestSocket } from "../support/test_socket.ts";

async function greeted(
  server: TestServer,
  path: string,
  options: WebSocketOptions,
): Promise<TestSocket> {
  const socket = await server.socket(path, options);
  await socket.next("connection_established");
  return socket;
}

const as = (holder: Holder): WebSocketOptions => ({ headers: bearer(holder) });

async function ticketFor(server: TestServer, path: string, holder: Holder): Promise<string> {
  const { status, body } = await server.api("/api/tickets", {
    method: "POST",
    headers: { ...bearer(holder), "content-type": "application/json" },
    body: JSON.stringify({ path }),
  });
  deepEqual([status, body.expires_in], [201, 30]);
  return String(body.ticket);
}

/** Frames of what was fed and measured; a lot's news come when they come. */
async function takeFed(socket: TestSocket, count: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  while (frames.length < count) {
    const frame = await socket.next();
    if (frame.type !== "lot_update") frames.push(frame);
  }
  return frames;
}

const OWN = { code_lot: "LL2611001", gaveur_id: 1, site: "LL" };
const FOREIGN = { code_lot: "MT2611001", gaveur_id: 3, site: "MT" };

Deno.test("a gaveur's dashboard shows their own lots only, also what it missed", async () => {
  await using server = await startTestServer("embedded", access());
  await using feeder = await greeted(server, "/ws/gavage", as("device"));
  await using sensor = await greeted(server, "/ws/sensors/", as("device"));
  await using theirs = await greeted(server, "/ws/realtime/", as("gaveur"));
  await using all = await greeted(server, "/ws/realtime/", as("viewer"));

  const feedBoth = async (jour: number) => {
    feeder.send(aMeal({ ...FOREIGN, jour, taux_mortalite: 9 }), aMeal({ ...OWN, jour }));
    equal((await feeder.take(2, "ack")).length, 2);
  };
  await feedBoth(0);
  sensor.send(sampleNumber(1, { device_id: "ESP32_MT_01", lot_id: FOREIGN.code_lot }));
  sensor.send(sampleNumber(2, { device_id: "ESP32_LL_01", lot_id: OWN.code_lot }));
  sensor.send(sampleNumber(3, { device_id: "ESP32_LL_01" }));
  await sensor.take(3, "ack");
  await feedBoth(1);

  const about = (frame: Frame) => {
    const data = frame.data as Frame | undefined;
    return `${frame.type} ${frame.code_lot ?? data?.code_lot ?? data?.lot_id ?? "none"}`;
  };
  const seen = (await takeFed(theirs, 3)).map(about);
  deepEqual(seen.sort(), [
    `gavage_realtime ${OWN.code_lot}`,
    `gavage_realtime ${OWN.code_lot}`,
    `sensor_update ${OWN.code_lot}`,
  ]);
  const everything = new Set((await takeFed(all, 8)).map(about));
  ok(everything.has(`gavage_realtime ${FOREIGN.code_lot}`));
  ok(everything.has(`alert ${FOREIGN.code_lot}`), [...everything].join());

  // Recovery reaches back over what others may see: it shows no more than was shown before.
  await using again = await server.socket("/ws/realtime/", as("gaveur"));
  const { epoch, type } = await again.next();
  equal(type, "connection_established");
  again.send({ type: "subscribe", filters: { site_code: "LL" }, recover: { epoch, offset: 0 } });
  equal((await again.next()).recovered, true, "a first frame that is not of others' lots");
  deepEqual((await takeFed(again, 3)).map(about).sort(), seen);
  again.send({ type: "heartbeat" });
  equal((await takeFed(again, 1))[0]!.type, "heartbeat_ack");
});

Deno.test("notifications to a gaveur are about their own lots, and call for attention", async () => {
  await using server = await startTestServer("embedded", access());
  await using feeder = await greeted(server, "/ws/gavage", as("device"));
  await using theirs = await server.socket("/ws/notifications/", as("gaveur"));
  await using all = await server.socket("/ws/notifications/", as("operator"));
  for (const lot of [FOREIGN, OWN]) {
    feeder.send(aMeal({ ...lot, taux_mortalite: 9 }));
    await feeder.next("ack");
  }
  const alerted = async (socket: TestSocket) => ((await socket.next("alert")).data as Frame).lot_id;
  equal(await alerted(theirs), OWN.code_lot);
  deepEqual([await alerted(all), await alerted(all)].sort(), [OWN.code_lot, FOREIGN.code_lot]);
  for (const socket of [theirs, all]) {
    socket.send("anything");
    for (;;) {
      const { type } = await socket.next();
      if (type === "pong") break;
      equal(type, "lot_update");
    }
  }
});

Deno.test("a gaveur feeds their own lots, under their own number", async () => {
  await using server = await startTestServer("embedded", access());
  await using device = await greeted(server, "/ws/gavage", as("device"));
  device.send(aMeal(FOREIGN));
  await device.next("ack");
  await using gaveur = await greeted(server, "/ws/gavage", as("gaveur"));
  gaveur.send(
    aMeal(OWN),
    aMeal({ ...FOREIGN, jour: 1 }),
    aMeal({ ...FOREIGN, gaveur_id: 1, jour: 1 }),
    aMeal({ ...OWN, jour: 99 }),
    aMeal({ ...OWN, moment: "soir" }),
  );
  const answers = await gaveur.take(5);
  deepEqual(answers.map(({ type, code }) => code ?? type), [
    "ack",
    "forbidden",
    "forbidden",
    "invalid",
    "ack",
  ]);
  equal(answers[1]!.error, "gaveur_id: may only be your own, 1, got 3");
  equal(answers[2]!.error, "code_lot: not a lot of gaveur 1, got MT2611001");
  deepEqual((answers[1]!.data as Frame).code_lot, FOREIGN.code_lot);
  const [stored] = await server.db.sql`
    select count(*)::int as n from doses_journalieres where code_lot = ${FOREIGN.code_lot}`;
  equal(stored!.n, 1);
});

Deno.test("a device that is bound to a site sends for that site only", async () => {
  await using server = await startTestServer("embedded", access());
  await using meals = await greeted(server, "/ws/gavage", as("bound"));
  meals.send(aMeal({ ...OWN, site: "MT" }), aMeal(OWN));
  const [refused, stored] = await meals.take(2);
  deepEqual([refused!.code, stored!.type], ["forbidden", "ack"]);
  equal(refused!.error, "site: may only be your own, LL, got MT");
  await using sensor = await greeted(server, "/ws/sensors/", as("bound"));
  sensor.send(
    sampleNumber(1, { device_id: "ESP32_MT_01" }),
    sampleNumber(2, { device_id: "ESP32_LL_01", site_code: "MT" }),
    sampleNumber(3, { device_id: "ESP32_LL_01" }),
  );
  const answers = await sensor.take(3);
  deepEqual(answers.map(({ type, code }) => code ?? type).sort(), [
    "ack",
    "forbidden",
    "forbidden",
  ]);
});

Deno.test("a browser comes in with a ticket, once and where it is for", async () => {
  const lines: string[] = [];
  const keep = (message: string, fields?: object) => {
    lines.push(JSON.stringify({ message, ...fields }));
  };
  const log = { debug: keep, info: keep, warn: keep, error: keep, with: () => log };
  await using server = await startTestServer("embedded", { ...access(), log });
  const path = "/ws/realtime/";
  const ticket = await ticketFor(server, path, "gaveur");
  {
    await using socket = await greeted(server, `${path}?ticket=${ticket}`, {});
    socket.send({ type: "heartbeat" });
    equal((await socket.next()).type, "heartbeat_ack");
  }
  await rejects(server.socket(`${path}?ticket=${ticket}`), /401/, "used");
  const stray = await ticketFor(server, "/ws/gavage", "gaveur");
  await rejects(server.socket(`${path}?ticket=${stray}`), /401/, "for another path");
  await rejects(server.socket(`${path}?ticket=made-up`), /401/);
  const weak = await ticketFor(server, "/ws/sensors/", "gaveur");
  await rejects(server.socket(`/ws/sensors/?ticket=${weak}`), /403/, "the identity goes with it");
  const unpaid = await server.api("/api/tickets", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path }),
  });
  equal(unpaid.status, 401);
  const foreignPage = await fetch(`${server.url}${path}?ticket=${ticket}`, {
    headers: { origin: "https://evil.example" },
  });
  equal(foreignPage.status, 403);
  await foreignPage.body?.cancel();
  for (const secret of [ticket, stray, weak, tokenOf("gaveur")]) {
    ok(!lines.join("\n").includes(secret), "in the log");
  }
  ok(lines.some((line) => line.includes('"reason":"ticket"')), lines.join("\n"));
});

Deno.test("a client that can send nothing else names its token among the subprotocols", async () => {
  await using server = await startTestServer("embedded", access());
  const protocols = ["bearer", tokenOf("viewer")];
  await using socket = await greeted(server, "/ws/realtime/", { protocols });
  socket.send({ type: "heartbeat" });
  equal((await socket.next()).type, "heartbeat_ack");
  const wrong = server.socket("/ws/realtime/", { protocols: ["bearer", createToken().token] });
  await rejects(wrong, /401/);
});

Deno.test("a connection does not outlive the token that opened it", async () => {
  const { token, hash } = createToken();
  // Long enough for a server to start on a busy machine.
  const expires = new Date(Date.now() + 8_000).toISOString();
  const tokens = [...TOKENS, { name: "brief", hash, roles: ["viewer" as const], expires }];
  await using server = await startTestServer("embedded", { auth: "token", tokens });
  const headers = { authorization: `Bearer ${token}` };
  await using socket = await greeted(server, "/ws/realtime/", { headers });
  const { code, reason } = await socket.closed;
  equal(code, 4003);
  match(reason, /expired/);
  await rejects(server.socket("/ws/realtime/", { headers }), /401/);
});

Deno.test("the server's own lot monitor comes in where credentials are asked for", async () => {
  await using server = await startTestServer("embedded", {
    ...access(),
    monitor: true,
    samples_per_lot: 1,
    polling_interval: 0.1,
    log: silentLogger,
  });
  await using dashboard = await greeted(server, "/ws/realtime/", as("viewer"));
  await using feeder = await greeted(server, "/ws/gavage", as("device"));
  feeder.send(aMeal(), aMeal({ moment: "soir", pret_abattage: true }));
  await feeder.take(2, "ack");
  equal((await dashboard.next("sensor_update")).code_lot, "LL2611001");
});
