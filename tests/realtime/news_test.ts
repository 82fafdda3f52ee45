/** What no meal or sample says: lots placed and moved on, alerts seen, curves decided. */
import { deepEqual, equal } from "node:assert/strict";
import { startLotMonitorAlone } from "../../src/app/lot_monitor.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { openDenoSocket } from "../../simulators/kernel/mod.ts";
import { access, bearer } from "../support/access.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame, TestSocket } from "../support/test_socket.ts";

const NEW_LOT = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-22" };

async function post(
  server: TestServer,
  path: string,
  { body, headers = {} }: { body: object; headers?: Record<string, string> },
): Promise<Frame> {
  const answer = await server.api(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  equal(answer.status < 300, true, JSON.stringify(answer.body));
  return answer.body;
}

/** Frames up to the one that answers a heartbeat. */
async function heard(socket: TestSocket): Promise<Frame[]> {
  socket.send({ type: "heartbeat" });
  const frames: Frame[] = [];
  for (;;) {
    const frame = await socket.next();
    if (frame.type === "heartbeat_ack") return frames;
    frames.push(frame);
  }
}

/** The lot of the next frame about one that stands so in quality control. */
async function movedTo(socket: TestSocket, status: string | null): Promise<Frame> {
  for (;;) {
    const lot = (await socket.next("lot_update")).data as Frame;
    if (lot.sqal_status === status) return lot;
  }
}

Deno.test("news: a lot that is placed is told of before its first meal", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  const { lots } = await post(server, "/api/lots", { body: { lots: [NEW_LOT] } });
  const { data } = await dashboard.next("lot_update");
  deepEqual([data], lots);
});

Deno.test("news: a lot is followed through quality control, also by a monitor of its own process", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  await feed(server, ...mealsOfLot(12, { code_lot: "LL2611001" }));
  const pending = await movedTo(dashboard, "pending");
  deepEqual([pending.code_lot, pending.statut, pending.nb_doses], ["LL2611001", "termine", 24]);
  const monitor = await startLotMonitorAlone(
    {
      database_url: server.db.url,
      polling_interval: 60,
      samples_per_lot: 2,
      monitor_device_id: "ESP32_SQAL_AUTO",
    },
    {
      sensorsUrl: `${server.url.replace("http", "ws")}/ws/sensors/`,
      clock: systemClock,
      log: silentLogger,
      openSocket: openDenoSocket,
    },
  );
  try {
    await movedTo(dashboard, "inspected");
  } finally {
    await monitor.stop();
  }
  await post(server, "/api/sqal/pending-lots/LL2611001/reject", {
    body: { by: "Camille", reason: "odour" },
  });
  await movedTo(dashboard, "rejected");
});

Deno.test("news: an alert that somebody has seen is told of, with who it was", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  const { alert_id } = await post(server, "/api/sqal/alerts", {
    body: { alert_type: "seen", severity: "info", message: "Seen" },
  });
  const answer = await post(server, `/api/sqal/alerts/${alert_id}/acknowledge`, {
    body: { acknowledged_by: "Camille" },
  });
  const { data } = await dashboard.next("alert_update");
  deepEqual(data, {
    alert_id,
    lot_id: null,
    site_code: null,
    is_acknowledged: true,
    acknowledged_by: "Camille",
    acknowledged_at: answer.acknowledged_at,
  });
});

Deno.test("news: a curve is told of when it is proposed and when it is decided", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  const proposed = await post(server, "/api/curves", {
    body: {
      genetique: "Mulard",
      curve: {
        duree_jours: 12,
        matin: { premiere_g: 220, derniere_g: 430 },
        soir: { premiere_g: 240, derniere_g: 450 },
      },
    },
  });
  deepEqual((await dashboard.next("curve_update")).data, proposed);
  for (const [act, status] of [["approve", "approved"], ["activate", "active"]] as const) {
    await post(server, `/api/curves/${proposed.id}/${act}`, { body: { by: "Camille" } });
    const { id, status: now } = (await dashboard.next("curve_update")).data as Frame;
    deepEqual([id, now], [proposed.id, status]);
  }
});

Deno.test("news: a gaveur hears of their own lots only, and a filter leaves others' out", async () => {
  await using server = await startTestServer("embedded", access());
  const open = async (holder: "gaveur" | "viewer") => {
    const socket = await server.socket("/ws/realtime/", { headers: bearer(holder) });
    await socket.next("connection_established");
    return socket;
  };
  await using theirs = await open("gaveur");
  await using meals = await open("viewer");
  await using elsewhere = await open("viewer");
  await using all = await open("viewer");
  meals.send({ type: "subscribe", filters: { data_type: "gavage_only" } });
  elsewhere.send({ type: "subscribe", filters: { site_code: "LS" } });
  await meals.next("subscribe_ack");
  await elsewhere.next("subscribe_ack");
  const { lots } = await post(server, "/api/lots", {
    body: { lots: [{ ...NEW_LOT, gaveur_id: 3, site: "MT" }, NEW_LOT] },
    headers: bearer("operator"),
  });
  const codes = (lots as Frame[]).map(({ code_lot }) => code_lot);
  const told = [await all.next("lot_update"), await all.next("lot_update")];
  deepEqual(told.map(({ data }) => (data as Frame).code_lot).sort(), codes.sort());
  const own = (lots as Frame[]).find(({ gaveur_id }) => gaveur_id === 1)!;
  equal(((await theirs.next("lot_update")).data as Frame).code_lot, own.code_lot);
  deepEqual([await heard(theirs), await heard(meals), await heard(elsewhere)], [[], [], []]);
});
