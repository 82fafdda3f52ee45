/** The AsyncAPI document says what goes over the WebSockets: frames are sent, heard and compared. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import specs from "@asyncapi/specs";
import { asyncApiDocument } from "../../src/contract/asyncapi.ts";
import { documentedFaults, pointer } from "../support/documented.ts";
import { aMeal } from "../support/meals.ts";
import { lotWithProducts } from "../support/products.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame, TestSocket } from "../support/test_socket.ts";
import { inTime, until } from "../support/until.ts";

const DOCUMENT = asyncApiDocument({ version: "0.0.0" });
const { channels, components } = DOCUMENT;
const faultsOf = documentedFaults(DOCUMENT);

Deno.test("asyncapi: the document is one of AsyncAPI 3.0", () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  const schema = specs.schemasWithoutId["3.0.0"];
  const validate = ajv.compile(schema);
  ok(validate(JSON.parse(JSON.stringify(DOCUMENT))), JSON.stringify(validate.errors));
});

Deno.test("asyncapi: every reference leads somewhere", () => {
  for (const [, place] of JSON.stringify(DOCUMENT).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = place!.split("/").reduce<unknown>(
      (part, name) => (part as Frame | undefined)?.[name],
      DOCUMENT,
    );
    ok(found !== undefined, place!);
  }
});

/** Compares frames of a channel; remembers which messages it has seen. */
class Comparison {
  readonly seen = new Set<string>();
  readonly #channel: string;

  constructor(channel: string) {
    this.#channel = channel;
  }

  /** The one message that a frame is, by its `type`. */
  take(frame: Frame, direction: "receive" | "send"): Frame {
    const operation = DOCUMENT.operations as Record<string, { messages: { $ref: string }[] }>;
    const names = operation[`${this.#channel}_${direction}`]!.messages
      .map(({ $ref }) => $ref.split("/").at(-1)!);
    const faults = names.map((name) => ({
      name,
      faults: faultsOf(
        pointer("components", "messages", `${this.#channel}_${name}`, "payload"),
        frame,
      ),
    }));
    const fitting = faults.filter((one) => one.faults.length === 0);
    equal(fitting.length, 1, `${JSON.stringify(frame).slice(0, 300)}: ${JSON.stringify(faults)}`);
    this.seen.add(fitting[0]!.name);
    return frame;
  }

  async hear(socket: TestSocket, type: string): Promise<Frame> {
    for (;;) {
      const frame = this.take(await socket.next(), "send");
      if (frame.type === type) return frame;
    }
  }

  say(socket: TestSocket, frame: Frame): void {
    this.take(frame, "receive");
    socket.send(frame);
  }

  /** Fails when messages of the channel were never on the wire. */
  complete(): void {
    const all = Object.keys(channels[this.#channel]!.messages);
    deepEqual(all.filter((name) => !this.seen.has(name)), []);
  }
}

Deno.test("asyncapi: /ws/gavage says and hears what is documented", async () => {
  await using server = await startTestServer("embedded");
  const frames = new Comparison("gavage");
  await using socket = await server.socket(channels.gavage!.address);
  await frames.hear(socket, "connection_established");
  frames.say(socket, aMeal());
  await frames.hear(socket, "ack");
  frames.say(socket, { ...aMeal({ jour: 1 }), pret_abattage: false });
  await frames.hear(socket, "ack");
  socket.send(aMeal({ gaveur_id: 999 }), "rubbish", new Uint8Array(3), { type: "ping" });
  for (let n = 0; n < 4; n++) await frames.hear(socket, "error");
  frames.complete();
  await using joined = await server.socket(`${channels.gavage!.address}?answers=lines`);
  const jours = [2, 3, 4, 5, 6];
  joined.send(...jours.map((jour) => aMeal({ jour })), "rubbish");
  await frames.hear(joined, "connection_established");
  const answers = await joined.take(jours.length + 1);
  deepEqual(answers.map((answer) => frames.take(answer, "send").jour).sort(), [
    ...jours,
    undefined,
  ]);
});

Deno.test("asyncapi: /ws/sensors/ says and hears what is documented", async () => {
  await using server = await startTestServer("embedded");
  const frames = new Comparison("sensors");
  await using socket = await server.socket(channels.sensors!.address);
  await frames.hear(socket, "connection_established");
  const device_id = "ESP32_LL_01";
  frames.say(socket, { type: "esp32_hello", device_id, acks: true, interval_s: 30 });
  await frames.hear(socket, "hello_ack");
  frames.say(socket, { type: "heartbeat", device_id, status: "online" });
  await frames.hear(socket, "heartbeat_ack");
  frames.say(socket, { type: "ping" });
  await frames.hear(socket, "pong");
  frames.say(socket, sampleNumber(1));
  await frames.hear(socket, "ack");
  socket.send({ type: "unheard_of" }, "rubbish");
  for (let n = 0; n < 2; n++) await frames.hear(socket, "error");
  frames.complete();
});

Deno.test("asyncapi: /ws/realtime/ says and hears what is documented", async () => {
  await using server = await startTestServer("embedded");
  const frames = new Comparison("realtime");
  await using socket = await server.socket(channels.realtime!.address);
  const { epoch, offset } = await frames.hear(socket, "connection_established");
  frames.say(socket, { type: "heartbeat" });
  await frames.hear(socket, "heartbeat_ack");
  frames.say(socket, {
    type: "subscribe",
    filters: { site_code: "LL", min_grade: "C", data_type: "all" },
    recover: { epoch, offset },
  });
  equal((await frames.hear(socket, "subscribe_ack")).recovered, true);
  socket.send({ type: "subscribe", filters: "none" });
  await frames.hear(socket, "error");
  frames.say(socket, { type: "unsubscribe" });
  await frames.hear(socket, "unsubscribe_ack");

  const [product] = await lotWithProducts(server, { samples: 1 });
  await frames.hear(socket, "gavage_realtime");
  await frames.hear(socket, "sensor_update");
  await frames.hear(socket, "product_registered");
  await post(server, "/api/consumer/feedback", {
    qr_code: product!.qr_code,
    product_id: product!.product_id,
    overall_rating: 5,
  });
  await frames.hear(socket, "consumer_feedback");
  const { alert_id } = await post(server, "/api/sqal/alerts", {
    alert_type: "seen",
    severity: "info",
    message: "Seen",
  });
  await frames.hear(socket, "alert");
  await post(server, `/api/sqal/alerts/${alert_id}/acknowledge`, { acknowledged_by: "Camille" });
  await frames.hear(socket, "alert_update");
  const curve = {
    duree_jours: 12,
    matin: { premiere_g: 220, derniere_g: 430 },
    soir: { premiere_g: 240, derniere_g: 450 },
  };
  await post(server, "/api/curves", { genetique: "Mulard", curve });
  await frames.hear(socket, "curve_update");
  await post(server, `/api/sqal/alerts/${alert_id}/acknowledge`, { acknowledged_by: "Marie" });
  await frames.hear(socket, "alert_update");
  await post(server, "/api/curves", {
    genetique: "Mulard",
    curve: {
      duree_jours: 12,
      matin: { premiere_g: 210, derniere_g: 450 },
      soir: { premiere_g: 220, derniere_g: 480 },
    },
  });
  await frames.hear(socket, "curve_update");
  await post(server, "/api/control-panel/simulators/start", {
    device_id: "ESP32_DOC_01",
    interval: 300,
  });
  await frames.hear(socket, "run_update");
  await using late = await server.socket(channels.realtime!.address);
  await frames.hear(late, "latest_sample");
  // Comes after half a minute of silence; the session's own test hears it on a clock of its own.
  frames.take({ type: "ping", timestamp: "2026-11-22T00:54:56.854426" }, "send");
  frames.complete();
});

Deno.test("asyncapi: a gaveur's WebSocket and that of notifications say and hear what is documented", async () => {
  await using server = await startTestServer("embedded");
  const frames = new Comparison("gaveur");
  const news = new Comparison("notifications");
  await using socket = await server.socket("/ws/gaveur/1");
  await using other = await server.socket("/ws/gaveur/2/");
  await using bell = await server.socket(channels.notifications!.address);
  equal((await news.hear(bell, "init")).unread_count, 0);
  news.say(bell, { type: "ping" });
  await news.hear(bell, "pong");
  await other.next("connection_established");
  await frames.hear(socket, "connection_established");
  frames.say(socket, { type: "heartbeat" });
  await frames.hear(socket, "heartbeat_ack");
  frames.say(socket, { type: "subscribe", filters: {} });
  await frames.hear(socket, "subscribe_ack");
  frames.say(socket, { type: "unsubscribe" });
  await frames.hear(socket, "unsubscribe_ack");

  const [product] = await lotWithProducts(server, { samples: 1 });
  for (const type of ["gavage_realtime", "sensor_update", "product_registered"]) {
    await frames.hear(socket, type);
  }
  await post(server, "/api/consumer/feedback", {
    qr_code: product!.qr_code,
    product_id: product!.product_id,
    overall_rating: 5,
  });
  await frames.hear(socket, "consumer_feedback");
  await feed(server, aMeal({ code_lot: "LL2611002", taux_mortalite: 9 }));
  const { alert_id } = (await news.hear(bell, "alert")).data as Frame;
  await post(server, `/api/sqal/alerts/${alert_id}/acknowledge`, { acknowledged_by: "Camille" });
  await news.hear(bell, "alert_update");
  await frames.hear(socket, "alert");
  await frames.hear(socket, "alert_update");
  news.take({ type: "ping", timestamp: "2026-11-22T00:54:56.854426" }, "send");
  frames.take({ type: "ping", timestamp: "2026-11-22T00:54:56.854426" }, "send");
  other.send({ type: "heartbeat" });
  equal((await other.next()).type, "heartbeat_ack", "of another gaveur's lots nothing is told");
  frames.complete();
  news.complete();
});

Deno.test("asyncapi: the log of a run says what is documented", async () => {
  await using server = await startTestServer("embedded");
  const frames = new Comparison("logs");
  const device_id = "ESP32_DOC_01";
  const path = (id: string) => channels.logs!.address.replace("{device_id}", id);
  await using unknown = await server.socket(path("NOPE"));
  await frames.hear(unknown, "error");
  equal((await inTime("the end", unknown.closed)).code, 1000);
  await post(server, "/api/control-panel/simulators/start", { device_id, interval: 300 });
  await until("lines of the run", async () => {
    const { body } = await server.api(`/api/control-panel/simulators/logs/${device_id}`);
    return body.logs !== "" && body;
  });
  await using socket = await server.socket(path(device_id));
  await frames.hear(socket, "log");
  frames.complete();
});

Deno.test("asyncapi: every WebSocket that is served is described, and the other way round", async () => {
  await using server = await startTestServer("embedded");
  for (const { address } of Object.values(channels)) {
    await using _ = await server.socket(address.replaceAll(/\{\w+\}/g, "1"));
  }
  const source = await Deno.readTextFile(new URL("../../src/app/gavaged.ts", import.meta.url));
  const served = [...source.matchAll(/"(\/[\w/:-]*\bws\/[\w/:-]+)(?:\{.*\})?":/g)].map(([, path]) =>
    path!
  );
  ok(served.length >= 4);
  const described = Object.values(channels).map(({ address }) =>
    address.replace(/\/$/, "").replaceAll(/\{(\w+)\}/g, ":$1")
  );
  deepEqual(served.sort(), described.sort());
});

Deno.test("asyncapi: messages are named as their channels know them", () => {
  const known = Object.values(channels).flatMap(({ messages }) => Object.values(messages));
  deepEqual(
    known.map(({ $ref }) => $ref.split("/").at(-1)!).sort(),
    Object.keys(components.messages).sort(),
  );
});

async function post(server: TestServer, path: string, body: object): Promise<Frame> {
  const answer = await server.api(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
