import assert from "node:assert/strict";
import { MealFrame } from "../../src/contract/meal.ts";
import { NewLot } from "../../src/contract/lots.ts";
import { inProcessTransport } from "../../simulators/kernel/mod.ts";
import type { Fetch } from "../../simulators/gavage/mod.ts";
import { allocatingFetch, coherence, digests, recordRun } from "./gavage_world.ts";

Deno.test("gavage run: the same seed tells the same story at any acceleration", async () => {
  const stories = await Promise.all(
    ([1_440, 86_400, "max"] as const).map(async (accel) =>
      digests((await recordRun({ accel })).meals)
    ),
  );
  assert.equal(stories[0]!.length, 3);
  assert.deepEqual(stories[1], stories[0]);
  assert.deepEqual(stories[2], stories[0]);
  const other = digests((await recordRun({ seed: 8 })).meals);
  for (const digest of other) assert.ok(!stories[0]!.includes(digest));
});

Deno.test("gavage run: the story of seed 7 does not change from release to release", async () => {
  const { meals } = await recordRun({ lots: 1 });
  assert.equal(
    digests(meals)[0],
    "453a6a41a012196cdc9ea9cfe24eaa9b6670a4ce1cbbab372560e2dca0a1bd59",
  );
});

Deno.test("gavage run: a fourth lot leaves the first three as they are", async () => {
  const three = digests((await recordRun({ lots: 3 })).meals);
  const four = digests((await recordRun({ lots: 4 })).meals);
  assert.deepEqual(four.slice(0, 3), three);
});

Deno.test("gavage run: every lot gets two meals a day, in order, and says when it is ready", async () => {
  const { meals, requested, summary, clock } = await recordRun({ lots: 40, accel: 86_400 });
  requested.forEach((lot) => NewLot.parse(lot));
  assert.ok(requested.every(({ debut_lot }) => debut_lot === "2026-11-07"));
  requested.forEach((lot, index) => {
    const frames = meals.filter(({ lotIndex }) => lotIndex === index).map(({ frame }) => frame);
    assert.equal(frames.length, 2 * lot.duree_prevue!);
    frames.forEach((frame, i) => {
      MealFrame.parse(frame);
      assert.equal(frame.jour, Math.floor(i / 2));
      assert.equal(frame.moment, i % 2 === 0 ? "matin" : "soir");
      assert.equal(frame.site, lot.site);
      assert.equal("pret_abattage" in frame, i === frames.length - 1);
    });
    assert.equal(frames.at(-1)!.pret_abattage, true);
    assert.equal(frames[0]!.timestamp, "2026-11-07T08:00:00+01:00");
  });
  assert.equal(summary.outcome, "done");
  assert.equal(summary.lotsFinished, 40);
  assert.equal(summary.mealsAcked, meals.length);
  assert.equal(clock.pending, 0);
});

Deno.test("gavage run: meals come when simulated time gets there", async () => {
  const { meals, summary } = await recordRun({ lots: 1, accel: 1_440 });
  const [first, second, third] = meals;
  assert.equal(second!.wallMs - first!.wallMs, 25_000, "ten hours");
  assert.equal(third!.wallMs - second!.wallMs, 35_000, "fourteen hours");
  assert.deepEqual(summary.lateness, { p50Ms: 0, p99Ms: 0, maxMs: 0 });
  assert.equal(summary.driftMs, 0);
  assert.equal(summary.accelAchieved, 1_440);
});

Deno.test("gavage run: the first meal comes five seconds after the start, half a day at most", async () => {
  const waitMs = async (accel: number) => {
    const { meals, events } = await recordRun({ lots: 1, accel });
    const feeding = events.find((event) => event.kind === "feeding");
    assert.ok(feeding?.kind === "feeding");
    return meals[0]!.wallMs - feeding.wallMs;
  };
  assert.equal(await waitMs(1), 5_000);
  assert.equal(await waitMs(1_440), 5_000);
  assert.equal(await waitMs(86_400), 500);
});

Deno.test("gavage run: without a date, simulated time stays behind the wall's", async () => {
  for (const accel of [2, 86_400, "max"] as const) {
    const { events, meals } = await recordRun({ accel, start: undefined });
    const started = events.find((event) => event.kind === "started");
    assert.ok(started?.kind === "started");
    assert.equal(started.start, "2026-11-07");
    assert.ok(meals.every(({ simMs, wallMs }) => simMs < wallMs));
  }
});

Deno.test("gavage run: at ×1 the ducks arrive today and are fed tomorrow at eight", async () => {
  const { events, meals } = await recordRun({ lots: 1, accel: 1, start: undefined });
  const started = events.find((event) => event.kind === "started");
  assert.ok(started?.kind === "started");
  assert.equal(started.start, "2026-11-22");
  assert.equal(meals[0]!.wallMs, Date.parse("2026-11-23T08:00:00+01:00"));
  assert.ok(meals.every(({ simMs, wallMs }) => simMs === wallMs));
});

Deno.test("gavage run: a duration or a signal ends it, and the summary says where", async () => {
  const { summary, meals, clock } = await recordRun({ accel: 1_440, durationSeconds: 60 });
  // Meals at 5, 30 s and then 65 s.
  assert.equal(meals.length, 6);
  assert.equal(summary.outcome, "stopped");
  assert.equal(summary.mealsAcked, 6);
  assert.equal(summary.simulatedUntil, "2026-11-07T17:00:00.000Z");
  assert.equal(summary.wallSeconds, 60);
  assert.equal(clock.pending, 0);

  const stop = new AbortController();
  const stopped = await recordRun({}, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === "meal_acked" && event.meal.frame.jour === 2) stop.abort();
    },
  });
  assert.equal(stopped.summary.outcome, "stopped");
  assert.equal(stopped.summary.mealsSent, 3 * 4 + 1);
  assert.equal(stopped.clock.pending, 0);
});

Deno.test("gavage run: at max nothing is late and nothing drifts", async () => {
  const { summary } = await recordRun({ accel: "max" });
  assert.equal(summary.lateness, null);
  assert.equal(summary.driftMs, null);
});

Deno.test("gavage run: a stop waits a moment for answers, if somebody is there to give them", async () => {
  const stopAt = async (connected: boolean) => {
    const stop = new AbortController();
    const { summary, clock } = await recordRun({ lots: 1 }, {
      signal: stop.signal,
      transportFactory: (_, events) => {
        const deliver = () => new Promise<never>(() => {});
        const transport = inProcessTransport({ deliver, window: 1 }, events);
        if (!connected) events.onState?.({ kind: "waiting", retryInMs: 1_000, reason: "gone" });
        return transport;
      },
      onEvent: (event) => {
        if (event.kind === "meal_sent") stop.abort();
      },
    });
    assert.equal(summary.outcome, "stopped");
    assert.equal(summary.mealsSent, 1);
    assert.equal(clock.pending, 0);
    return summary.wallSeconds;
  };
  assert.equal(await stopAt(true), 2);
  assert.equal(await stopAt(false), 0);
});

Deno.test("gavage run: a lot follows the curve that the server gives it, its days and doses", async () => {
  const { fetch } = allocatingFetch();
  const curve = {
    duree_jours: 14,
    matin: { premiere_g: 150, derniere_g: 410 },
    soir: { premiere_g: 170, derniere_g: 450 },
    forme: 1,
  };
  const withCurve: Fetch = async (url, init) => {
    if (init.method === "GET") return fetch(url, init);
    const body = await (await fetch(url, init)).json();
    body.lots[1].courbe = { id: 3, version: 2, curve };
    return Response.json(body, { status: 201 });
  };
  const own = await recordRun({ lots: 3 });
  const { meals, requested, summary, events } = await recordRun({ lots: 3 }, { fetch: withCurve });
  assert.equal(requested.length, 0);
  const ofLot = (index: number) => meals.filter((meal) => meal.lotIndex === index);
  const curved = ofLot(1).map(({ frame }) => frame);
  assert.equal(curved.length, 28);
  assert.deepEqual(
    [curved[0]!.dose_theorique, curved[1]!.dose_theorique, curved.at(-1)!.dose_theorique],
    [150, 170, 450],
  );
  assert.equal(curved.at(-1)!.pret_abattage, true);
  assert.equal(curved.filter((frame) => "pret_abattage" in frame).length, 1);
  // The others are fed as ever.
  for (const index of [0, 2]) assert.equal(digests(meals)[index], digests(own.meals)[index]);
  assert.equal(summary.outcome, "done");
  assert.deepEqual([summary.mealsDue, summary.mealsAcked], [meals.length, meals.length]);
  const feeding = events.find((event) => event.kind === "feeding");
  assert.equal(feeding?.kind === "feeding" && feeding.mealsDue, meals.length);
});

/** Places lots as a server does; what it is asked after that, `answer` answers. */
function closureFetch(answer: (...asked: Parameters<Fetch>) => Response | Promise<Response>) {
  const { fetch, requested } = allocatingFetch();
  const asking: Fetch = async (url, init) =>
    await (init.method === "POST" ? fetch(url, init) : answer(url, init));
  return { fetch: asking, requested };
}

Deno.test("gavage run: a lot that was ended early is fed as planned, and not finished", async () => {
  const codeLot = (await recordRun()).meals.find(({ lotIndex }) => lotIndex === 1)!.frame.code_lot;
  const closed = { [codeLot]: { closed_by: "Anne", reason: "Vente" } };
  const { fetch, requested } = closureFetch((url) => coherence(url, closed));
  const { meals, events, summary } = await recordRun({}, { fetch });
  const { outcome, lotsFinished, lotsClosed, mealsAcked } = summary;
  assert.deepEqual([outcome, lotsFinished, lotsClosed, mealsAcked], ["done", 2, 1, meals.length]);
  assert.deepEqual(
    events.filter(({ kind }) => kind === "lot_closed"),
    [{ kind: "lot_closed", codeLot, by: "Anne", reason: "Vente" }],
  );
  assert.equal(requested.length, 3);
  assert.deepEqual([(await recordRun()).summary.lotsClosed], [0]);
});

Deno.test("gavage run: hundreds of lots are asked after some at a time", async () => {
  const asked: number[] = [];
  const { fetch } = closureFetch((url) => {
    asked.push(new URL(url).searchParams.get("code_lot")!.split(",").length);
    return coherence(url);
  });
  const { summary } = await recordRun({ lots: 450, durationSeconds: 0, accel: 1 }, { fetch });
  assert.deepEqual([summary.lotsClosed, asked], [0, [200, 200, 50]]);
});

Deno.test("gavage run: what does not tell which lots were ended early is asked once, and keeps nobody", async () => {
  const answers: Record<string, (url: string) => Response> = {
    refused: () => new Response("no more", { status: 403 }),
    "an older server": () => Response.json({ detail: "no lot coherence" }, { status: 404 }),
    away: () => new Response("", { status: 503 }),
    created: () => Response.json({ lots: [] }, { status: 201 }),
    "no JSON": () => new Response("<html>"),
    "no field": () => Response.json({ lots: [{ code_lot: "LL2611001" }] }),
    "a restored database": () => Response.json({ lots: [], next_cursor: null }),
  };
  for (const [name, answer] of Object.entries(answers)) {
    let asked = 0;
    const { fetch, requested } = closureFetch((url) => {
      asked++;
      return answer(url);
    });
    const { summary, events } = await recordRun({}, { fetch });
    const { outcome, lotsFinished, lotsClosed, wallSeconds } = summary;
    assert.deepEqual([outcome, lotsFinished, lotsClosed, wallSeconds], ["done", 3, null, 0], name);
    assert.deepEqual([asked, requested.length], [1, 3], name);
    const told = events.filter((event) =>
      event.kind === "lot_closed" || event.kind === "connection" && event.state.kind === "waiting"
    );
    assert.deepEqual(told, [], name);
  }
});

Deno.test("gavage run: a server that is silent about lots ended early is not waited for long", async () => {
  const { fetch } = closureFetch((_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
  );
  const gone = await recordRun({}, { fetch });
  assert.deepEqual(
    [gone.summary.outcome, gone.summary.lotsClosed, gone.summary.wallSeconds],
    ["done", null, 10],
  );
  const stopped = await recordRun({ accel: 1_440, durationSeconds: 60 }, { fetch });
  assert.deepEqual([stopped.summary.lotsClosed, stopped.summary.wallSeconds], [null, 62]);
  assert.equal(stopped.clock.pending, 0);
});

Deno.test("gavage run: lots name the maize of their site and fortnight", async () => {
  const { requested } = await recordRun({ lots: 20 });
  for (const lot of requested) assert.deepEqual(lot.lots_mais, [`MAIS_${lot.site}_2611A`]);
});
