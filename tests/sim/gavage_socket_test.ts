/** Runs over real sockets on loopback, against a server that misbehaves on purpose. */
import assert from "node:assert/strict";
import { type MealFrame, mealKey } from "../../src/contract/meal.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import {
  type GavageEvent,
  type GavageOptions,
  mealsOverWebSocket,
  runGavage,
} from "../../simulators/gavage/mod.ts";
import { coherence, lotAllocator, OPTIONS, recordRun } from "./gavage_world.ts";

type OnMeal = (meal: MealFrame, socket: WebSocket) => void;

const ack = ({ code_lot, jour, moment }: MealFrame) =>
  JSON.stringify({ type: "ack", code_lot, jour, moment, status: "saved" });
const acknowledge: OnMeal = (meal, socket) => socket.send(ack(meal));

/** A server whose stored meals outlive it, as a database does. */
class Site {
  readonly stored = new Map<string, string[]>();
  readonly #allocate = lotAllocator();
  readonly #sockets = new Map<WebSocket, Promise<unknown>>();
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  port = 0;

  start(onMeal: OnMeal, answerLots?: () => Response): void {
    const options = { hostname: "127.0.0.1", port: this.port, onListen() {} };
    this.#server = Deno.serve(options, async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/lots") return answerLots?.() ?? this.#allocate(await request.json());
      if (pathname === "/api/lots/coherence") return coherence(request.url);
      const { socket, response } = Deno.upgradeWebSocket(request);
      this.#sockets.set(socket, new Promise((resolve) => socket.onclose = resolve));
      socket.onopen = () => socket.send('{"type":"connection_established"}');
      socket.onmessage = ({ data }) => {
        const meal: MealFrame = JSON.parse(data);
        const key = mealKey(meal);
        this.stored.set(key, [...this.stored.get(key) ?? [], data]);
        onMeal(meal, socket);
      };
      return response;
    });
    this.port = this.#server.addr.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.close();
    await Promise.all(this.#sockets.values());
    this.#sockets.clear();
    await this.#server?.shutdown();
    this.#server = undefined;
  }
}

function run(site: Site, options: Partial<GavageOptions>, onEvent: (event: GavageEvent) => void) {
  return runGavage({ ...OPTIONS, url: `http://127.0.0.1:${site.port}`, ...options }, {
    clock: systemClock,
    log: silentLogger,
    transportFactory: mealsOverWebSocket,
    fetch,
    signal: new AbortController().signal,
    onEvent,
  });
}

async function withSite(test: (site: Site) => Promise<void>): Promise<void> {
  const site = new Site();
  try {
    await test(site);
  } finally {
    await site.stop();
  }
}

Deno.test("gavage over sockets: a server that dies in the middle costs no meal and doubles none", () =>
  withSite(async (site) => {
    let restarted: Promise<void> | undefined;
    let received = 0;
    site.start((meal, socket) => {
      // Every second meal is stored without a word; then the server is gone.
      if (++received % 2 === 0) acknowledge(meal, socket);
      if (received === 100) {
        restarted = site.stop().then(() => site.start(acknowledge));
      }
    });
    const summary = await run(site, { lots: 10, window: 256 }, () => {});
    await restarted;
    assert.equal(summary.outcome, "done");
    assert.equal(summary.mealsAcked, summary.mealsDue);
    assert.equal(site.stored.size, summary.mealsDue);
    assert.equal(summary.reconnections, 1);
    assert.ok(summary.mealsResent >= 50, `${summary.mealsResent} resent`);
    // Neither the transport nor its troubles change a byte of any meal.
    const { meals } = await recordRun({ lots: 10 });
    const sent = new Set([...site.stored.values()].flat());
    assert.deepEqual([...sent].sort(), meals.map(({ text }) => text).sort());
  }));

Deno.test("gavage over sockets: waits for a server that is not there yet", () =>
  withSite(async (site) => {
    site.start(acknowledge);
    await site.stop();
    let waited = 0;
    const summary = await run(site, { lots: 1 }, (event) => {
      if (event.kind === "connection" && event.state.kind === "waiting" && waited++ === 0) {
        site.start(acknowledge);
      }
    });
    assert.ok(waited > 0);
    assert.equal(summary.outcome, "done");
  }));

Deno.test("gavage over sockets: never more meals unanswered than the window", () =>
  withSite(async (site) => {
    const window = 8;
    const unanswered: (() => void)[] = [];
    let most = 0;
    let received = 0;
    const due = Promise.withResolvers<number>();
    due.promise.then((meals) => total = meals);
    let total = Infinity;
    site.start((meal, socket) => {
      unanswered.push(() => acknowledge(meal, socket));
      most = Math.max(most, unanswered.length);
      // Answers come only once the window is full or nothing more is to come.
      if (unanswered.length === window || ++received + window > total) {
        for (const answer of unanswered.splice(0)) answer();
      }
    });
    const summary = await run(site, { lots: 4, window }, (event) => {
      if (event.kind === "started") due.resolve(event.mealsDue);
    });
    assert.equal(summary.outcome, "done");
    assert.equal(most, window);
  }));

Deno.test("gavage over sockets: a refused meal is told, counted, and fails the run at its end", () =>
  withSite(async (site) => {
    site.start((meal, socket) => {
      if (meal.jour !== 3) return acknowledge(meal, socket);
      socket.send(
        JSON.stringify({ type: "error", code: "invalid", error: "no day 3", data: meal }),
      );
    });
    const refused: string[] = [];
    const summary = await run(site, { lots: 2 }, (event) => {
      if (event.kind === "meal_refused") refused.push(event.message);
    });
    assert.equal(summary.outcome, "refused");
    assert.equal(summary.mealsRefused, 4);
    assert.deepEqual(refused, Array(4).fill("no day 3"));
    assert.equal(summary.mealsAcked + 4, summary.mealsDue);
    assert.equal(summary.lotsFinished, 0);
  }));

Deno.test("gavage over sockets: an overloaded server gets its meals later", () =>
  withSite(async (site) => {
    const turnedAway = new Set<string>();
    site.start((meal, socket) => {
      const key = mealKey(meal);
      if (meal.moment === "matin" || turnedAway.has(key)) return acknowledge(meal, socket);
      turnedAway.add(key);
      socket.send(
        JSON.stringify({ type: "error", code: "overloaded", data: meal, retry_after_ms: 1 }),
      );
    });
    const summary = await run(site, { lots: 2 }, () => {});
    assert.equal(summary.outcome, "done");
    assert.equal(summary.mealsResent, turnedAway.size);
    assert.equal(summary.mealsRefused, 0);
  }));

Deno.test("gavage over sockets: a client that is sent away stops", () =>
  withSite(async (site) => {
    site.start((_, socket) => socket.close(4_500, "not you"));
    const summary = await run(site, {}, () => {});
    assert.equal(summary.outcome, "refused");
    assert.equal(summary.refusal, "not you");
  }));

Deno.test("gavage over sockets: lots that are refused end the run with the reason", () =>
  withSite(async (site) => {
    site.start(acknowledge, () => Response.json({ detail: "unknown gaveur 3" }, { status: 422 }));
    await assert.rejects(run(site, {}, () => {}), {
      code: "server_refused",
      message: /422 unknown gaveur 3$/,
    });
  }));
