import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventSubject } from "../contract/realtime.ts";
import { ManualClock } from "../lib/clock.ts";
import { FakeSocket } from "../../tests/support/fake_socket.ts";
import { Hub, type HubLimits } from "./mod.ts";
import { Stream } from "./stream.ts";

function fixture(limits: Partial<HubLimits> = {}, welcome?: () => Promise<readonly object[]>) {
  const clock = new ManualClock(Date.UTC(2026, 10, 22));
  let cut = 0;
  const hub = new Hub({
    clock,
    epoch: "e1",
    limits,
    welcome,
    metrics: { sessions() {}, published() {}, cut: () => cut++ },
  });
  const join = () => {
    const socket = new FakeSocket();
    const session = hub.open(socket);
    const [greeting] = socket.take();
    return { socket, session, greeting: greeting! };
  };
  const meal = (codeLot: string, site = codeLot.slice(0, 2)) =>
    hub.publish(
      { kind: "gavage_realtime", codeLot, site },
      { type: "gavage_realtime", data: { code_lot: codeLot } },
      100,
    );
  return { clock, hub, join, meal, cuts: () => cut };
}

const offsets = (frames: Record<string, unknown>[]) =>
  frames.filter((f) => "offset" in f && f.type === "gavage_realtime").map((f) => f.offset);

Deno.test("Hub greets with the number of connections and its place", () => {
  const { join } = fixture();
  join();
  const { greeting } = join();
  assert.deepEqual(greeting, {
    type: "connection_established",
    timestamp: "2026-11-22T00:00:00.000000",
    message: "Connecté au flux temps réel SQAL",
    active_connections: 2,
    epoch: "e1",
    offset: 0,
  });
});

Deno.test("Hub sends each event once to each session, with its offset", () => {
  const { join, meal } = fixture();
  const a = join(), b = join();
  meal("LL2512001");
  for (const { socket } of [a, b]) {
    assert.deepEqual(socket.take(), [
      { type: "gavage_realtime", data: { code_lot: "LL2512001" }, offset: 1 },
    ]);
  }
});

Deno.test("Hub filters by site, lot and kind; a repeated subscribe replaces", () => {
  const { join, meal } = fixture();
  const { socket, session } = join();
  const subscribe = (filters: object) => {
    session.onText(JSON.stringify({ type: "subscribe", filters }));
    const [ack] = socket.take();
    assert.deepEqual(ack!.filters, filters);
  };
  subscribe({ site_code: "LL" });
  meal("LL2512001");
  meal("MT2512001");
  assert.deepEqual(offsets(socket.take()), [1]);
  subscribe({ code_lot: "MT2512001" });
  meal("LL2512001");
  meal("MT2512001");
  assert.deepEqual(offsets(socket.take()), [4]);
  subscribe({ data_type: "sqal_only" });
  meal("LL2512001");
  assert.deepEqual(socket.take(), []);
});

Deno.test("Hub refuses filters that are no object and harms nobody", () => {
  const { join, meal } = fixture();
  const poison = join(), other = join();
  poison.session.onText('{"type":"subscribe","filters":"LL"}');
  const [error] = poison.socket.take();
  assert.equal(error!.type, "error");
  assert.match(String(error!.error), /^filters: .*got "LL"$/);
  meal("MT2512001");
  assert.deepEqual(offsets(other.socket.take()), [1]);
  assert.deepEqual(offsets(poison.socket.take()), [1]);
});

Deno.test("Hub answers heartbeat and unsubscribe, ignores other types, reports rubbish", () => {
  const { join } = fixture();
  const { socket, session } = join();
  const answers = (text: string) => {
    session.onText(text);
    return socket.take().map((f) => f.type);
  };
  assert.deepEqual(answers('{"type":"heartbeat"}'), ["heartbeat_ack"]);
  assert.deepEqual(answers('{"type":"unsubscribe"}'), ["unsubscribe_ack"]);
  assert.deepEqual(answers('{"type":"ping"}'), []);
  assert.deepEqual(answers('{"hello":1}'), []);
  for (const rubbish of ["not json", "null", "[]", "12"]) {
    assert.deepEqual(answers(rubbish), ["error"]);
  }
  session.onBinary(3);
  assert.deepEqual(socket.take().map((f) => f.type), ["error"]);
  assert.equal(socket.closed, undefined);
});

Deno.test("Hub pings a client silent for 30 s, once each 30 s", () => {
  const { clock, join } = fixture();
  const { socket, session } = join();
  clock.advance(29_000);
  session.onText('{"type":"pong"}');
  clock.advance(29_000);
  assert.deepEqual(socket.take(), []);
  clock.advance(32_000);
  assert.deepEqual(socket.take().map((f) => f.type), ["ping", "ping"]);
});

Deno.test("Hub lets a slow session stay behind, then catch up without a gap", () => {
  const { clock, join, meal } = fixture({ maxUnreadBytes: 200 });
  const slow = join(), fast = join();
  slow.socket.reads = false;
  for (let i = 0; i < 50; i++) meal("LL2512001");
  assert.equal(offsets(fast.socket.take()).length, 50);
  const first = offsets(slow.socket.take());
  assert.ok(first.length < 10);
  slow.socket.reads = true;
  slow.socket.drain();
  clock.advance(50);
  const rest = offsets(slow.socket.take());
  assert.deepEqual([...first, ...rest], Array.from({ length: 50 }, (_, i) => i + 1));
  assert.equal(slow.socket.closed, undefined);
});

Deno.test("Hub cuts a session that falls off the stream, and only that one", () => {
  const { hub, join, meal, cuts } = fixture({ maxUnreadBytes: 200, maxEvents: 20 });
  const stuck = join(), fast = join();
  stuck.socket.reads = false;
  for (let i = 0; i < 100; i++) meal("LL2512001");
  assert.equal(stuck.socket.closed?.code, 4001);
  assert.equal(hub.sessionCount, 1);
  assert.equal(cuts(), 1);
  assert.equal(offsets(fast.socket.take()).length, 100);
});

Deno.test("Hub replays from (epoch, offset), or says that the gap is too old", () => {
  const { join, meal } = fixture({ maxEvents: 5 });
  for (let i = 0; i < 10; i++) meal("LL2512001");
  const ask = (recover: object) => {
    const { socket, session } = join();
    session.onText(JSON.stringify({ type: "subscribe", recover }));
    const [ack, ...events] = socket.take();
    return { recovered: ack!.recovered, offsets: offsets(events) };
  };
  assert.deepEqual(ask({ epoch: "e1", offset: 7 }), { recovered: true, offsets: [8, 9, 10] });
  assert.deepEqual(ask({ epoch: "e1", offset: 5 }), { recovered: true, offsets: [6, 7, 8, 9, 10] });
  assert.deepEqual(ask({ epoch: "e1", offset: 4 }), { recovered: false, offsets: [] });
  assert.deepEqual(ask({ epoch: "e1", offset: 11 }), { recovered: false, offsets: [] });
  assert.deepEqual(ask({ epoch: "e0", offset: 10 }), { recovered: false, offsets: [] });
});

Deno.test("Hub shows another stream: everybody is told, and a place ahead of it is good", () => {
  const { hub, join, meal } = fixture();
  const { socket, session } = join();
  meal("LL2512001");
  const limits = { maxEvents: 5, maxBytes: 1_000 };
  const shared = new Stream({ limits, after: { epoch: "s", offset: 40 }, isShared: true });
  shared.append({ kind: "alert" }, '{"type":"alert"}', 10);
  hub.switchTo(shared);
  const [, told] = socket.take();
  const { type, epoch, offset, recovered } = told!;
  assert.deepEqual({ type, epoch, offset, recovered }, {
    type: "subscribe_ack",
    epoch: "s",
    offset: 41,
    recovered: false,
  });
  const recover = (offset: number) => {
    session.onText(JSON.stringify({ type: "subscribe", recover: { epoch: "s", offset } }));
    return socket.take();
  };
  assert.deepEqual(recover(40)[1], { type: "alert", offset: 41 });
  assert.equal(recover(39)[0]!.recovered, false);
  assert.equal(recover(47)[0]!.recovered, false, "nobody can be so far ahead");
  assert.equal(recover(43)[0]!.recovered, true);
  for (let i = 0; i < 3; i++) meal("LL2512001");
  assert.deepEqual(offsets(socket.take()), [44], "the others it has seen on another server");
});

Deno.test("Hub sends welcome frames after the greeting, and survives their failing", async () => {
  const good = fixture({}, () => Promise.resolve([{ type: "latest_sample" }]));
  const { socket } = good.join();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(socket.take(), [{ type: "latest_sample" }]);
  const bad = fixture({}, () => Promise.reject(new Error("database away")));
  bad.join();
  await Promise.resolve();
  bad.meal("LL2512001");
  assert.equal(bad.hub.sessionCount, 1);
});

Deno.test("Hub stop closes everyone and leaves no timer", () => {
  const { clock, hub, join } = fixture();
  const { socket } = join();
  hub.stop();
  assert.equal(socket.closed?.code, 1001);
  assert.equal(clock.pending, 0);
  assert.equal(hub.sessionCount, 0);
});

Deno.test("Hub: whatever reads, stalls and reconnects, a recovering client misses nothing", () => {
  const step = fc.constantFrom("publish", "stall", "read", "drop", "tick");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { clock, hub, join, meal } = fixture({ maxUnreadBytes: 150, maxEvents: 1_000 });
      let { socket, session } = join();
      const seen: unknown[] = [];
      let published = 0;
      const read = () => {
        seen.push(...offsets(socket.take()));
        socket.drain();
      };
      for (const action of steps) {
        if (action === "publish") meal("LL2512001"), published++;
        if (action === "stall") socket.reads = false;
        if (action === "read") read();
        if (action === "tick") clock.advance(50);
        if (action === "drop") {
          // What was on its way is lost with the connection.
          session.onClose();
          ({ socket, session } = join());
          const recover = { epoch: "e1", offset: seen.length };
          session.onText(JSON.stringify({ type: "subscribe", recover }));
        }
      }
      socket.reads = true;
      for (let i = 0; i < published + 2; i++) {
        read();
        clock.advance(50);
      }
      read();
      assert.deepEqual(seen, Array.from({ length: published }, (_, i) => i + 1));
      hub.stop();
      assert.equal(clock.pending, 0);
    }),
    { seed: 17, numRuns: 300 },
  );
});

Deno.test("Hub encodes an event once, whatever the number of sessions", () => {
  const { hub, join } = fixture();
  for (let i = 0; i < 5; i++) join();
  let encoded = 0;
  const subject: EventSubject = { kind: "alert" };
  hub.publish(subject, {
    toJSON: undefined,
    get x() {
      encoded++;
      return 1;
    },
  }, 10);
  assert.equal(encoded, 1);
});

Deno.test("Hub closes a dashboard that throws, and the others get what they should", async () => {
  for (
    const act of [
      ({ meal }: ReturnType<typeof fixture>) => meal("LL2512001"),
      ({ clock }: ReturnType<typeof fixture>) => clock.advance(40_000),
    ]
  ) {
    const hub = fixture();
    const [broken, sound] = [hub.join(), hub.join()];
    broken.socket.send = () => {
      throw new Error("broken");
    };
    act(hub);
    assert.equal(broken.socket.closed?.code, 1011);
    assert.equal(sound.socket.take().length, 1);
    assert.equal(hub.hub.sessionCount, 1);
  }
  // A rejection that nobody handles would end the process, and fails this test.
  const welcome = Promise.withResolvers<readonly object[]>();
  const { join } = fixture({}, () => welcome.promise);
  const { socket } = join();
  socket.send = () => {
    throw new Error("broken");
  };
  welcome.resolve([{ type: "sensor_update" }]);
  for (let i = 0; i < 10; i++) await Promise.resolve();
  assert.equal(socket.closed?.code, 1011);
});

Deno.test("Hub sends a client away that never stops talking, and not one that talks all day", () => {
  const { clock, join } = fixture();
  const calm = join(), hasty = join();
  for (let i = 0; i < 100; i++) {
    for (const { session } of [calm, hasty]) session.onText('{"type":"heartbeat"}');
  }
  hasty.session.onText('{"type":"heartbeat"}');
  clock.advance(1_000);
  calm.session.onText('{"type":"heartbeat"}');
  assert.equal(hasty.socket.closed?.code, 1008);
  assert.equal(calm.socket.closed, undefined);
});

Deno.test("Hub waits to learn whether a session may see an event, and keeps the order", async () => {
  const { clock, hub, meal } = fixture({}, () => Promise.resolve([{ type: "latest_sample" }]));
  const asked: string[] = [];
  let fails = true;
  const socket = new FakeSocket();
  hub.open(socket, {
    sees: ({ codeLot = "" }) => {
      if (codeLot === "LL2") return true;
      asked.push(codeLot);
      if (fails) return Promise.reject(new Error("the database is away"));
      return Promise.resolve(codeLot === "LL1");
    },
  });
  socket.take();
  for (const lot of ["LL1", "LL2", "MT1", "LL2"]) meal(lot);
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  await settle();
  assert.deepEqual(socket.take(), [], "nothing overtakes, and no welcome with anybody's sample");
  fails = false;
  clock.advance(1_000);
  await settle();
  assert.deepEqual(offsets(socket.take()), [1, 2, 4]);
  assert.deepEqual(asked, ["LL1", "LL1", "MT1"]);
});

Deno.test("Hub speaks as each WebSocket's clients know it", () => {
  const { clock, hub, meal } = fixture();
  const seen = ({ codeLot }: EventSubject) => codeLot === "LL2512001";
  const open = (manner: "gaveur" | "notifications") => {
    const socket = new FakeSocket();
    return { socket, session: hub.open(socket, { manner, sees: seen }) };
  };
  const notifications = open("notifications");
  const timestamp = "2026-11-22T00:00:00.000000";
  assert.deepEqual(notifications.socket.take(), [
    { type: "init", notifications: [], unread_count: 0, timestamp },
  ]);
  notifications.session.onText("anything");
  notifications.session.onText('{"type":"subscribe","filters":{"code_lot":"none"}}');
  notifications.session.onBinary(3);
  assert.deepEqual(notifications.socket.take(), [
    { type: "pong", timestamp },
    { type: "pong", timestamp },
  ]);

  const gaveur = open("gaveur");
  assert.equal(gaveur.socket.take()[0]!.type, "connection_established");
  gaveur.session.onText("anything");
  gaveur.session.onText('{"type":"subscribe","filters":"none"}');
  gaveur.session.onBinary(3);
  assert.deepEqual(gaveur.socket.take(), []);
  gaveur.session.onText('{"type":"heartbeat"}');
  assert.equal(gaveur.socket.take()[0]!.type, "heartbeat_ack");

  meal("MT2512001");
  meal("LL2512001");
  for (const { socket } of [notifications, gaveur]) assert.deepEqual(offsets(socket.take()), [2]);
  clock.advance(30_000);
  for (const { socket } of [notifications, gaveur]) {
    assert.deepEqual(socket.take().map(({ type }) => type), ["ping"]);
  }
  hub.switchTo(new Stream({ limits: hub.limits, after: { epoch: "e2", offset: 0 } }));
  assert.deepEqual(notifications.socket.take(), []);
  assert.equal(gaveur.socket.take()[0]!.type, "subscribe_ack");
  hub.stop();
});
