/** Lots that are ended before they are ready: everywhere gone from what is fed, never inspected. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { ExportPage } from "../../src/contract/exports.ts";
import type { Timeline } from "../../src/contract/registry.ts";
import type { AlertRow } from "../../src/contract/sqal_alert.ts";
import { checkChains } from "../../src/cli/verify.ts";
import { access, bearer, type Holder } from "../support/access.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { epcisFaults } from "../support/epcis.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { until } from "../support/until.ts";

const CODE = "LL2611001";
const LEFT = "LL2611002";
const REASON = "Simulation interrompue";

function close(server: TestServer, id: string, body: unknown = { by: "Anne", reason: REASON }) {
  return server.api(`/api/lots/${id}/close`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function state(server: TestServer, code: string) {
  const [row] = await server.db.sql`
    select l.statut, l.pret_abattage, c.lot_id is not null as closed, p.id is not null as queued,
      (select count(*)::int from doses_journalieres d where d.code_lot = l.code_lot) as meals
    from lots_gavage l
    left join lot_closures c on c.lot_id = l.id
    left join sqal_pending_lots p using (code_lot)
    where code_lot = ${code}`;
  return row;
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`POST /api/lots/{id}/close ${engine}: the lot is fed no more, wherever one looks`, async (t) => {
    await using server = await startTestServer(engine);
    const meals = mealsOfLot(3);
    await feed(server, ...meals.slice(0, 3), aMeal({ code_lot: LEFT }));
    await using dashboard = await server.dashboard();

    await t.step("by its code, and dashboards hear of it", async () => {
      const { status, body } = await close(server, CODE);
      equal(status, 200);
      deepEqual([body.statut, body.pret_abattage, body.sqal_status], ["termine", false, null]);
      const { closed_by, reason } = body.cloture as { closed_by: string; reason: string };
      deepEqual({ closed_by, reason }, { closed_by: "Anne", reason: REASON });
      // News of its placing may come before.
      let heard: unknown;
      do heard = (await dashboard.next("lot_update")).data; while (!(heard as typeof body).cloture);
      deepEqual(heard, body);
    });

    await t.step("again, by its registry id, it keeps its first reason", async () => {
      const { body: lot } = await server.api(`/api/lots/${CODE}`);
      const again = await close(server, String(lot.lot_id), { by: "Luc", reason: "Autre" });
      deepEqual([again.status, again.body], [200, lot]);
    });

    await t.step("views, statistics and summaries leave it out", async () => {
      const { sql } = server.db;
      const codes = async (path: string) =>
        ((await server.api(path)).body.lots as { code_lot: string }[]).map((lot) => lot.code_lot);
      deepEqual(await codes("/api/lots?statut=en_cours"), [LEFT]);
      deepEqual(await codes("/api/registry/lots?status=en_cours"), [LEFT]);
      deepEqual(await codes("/api/lots/coherence"), []);
      deepEqual([...await sql`select code_lot from v_lots_actifs_realtime`], [{ code_lot: LEFT }]);
      const { body: { sites } } = await server.api("/api/sites/stats");
      equal((sites as { nb_lots_actifs: number }[])[0]!.nb_lots_actifs, 1);
      const [summary] = await sql`
        select total_active_lots, total_completed_lots
        from v_active_lots_summary, v_completed_lots_summary`;
      deepEqual(summary, { total_active_lots: 1, total_completed_lots: 0 });
      const { body: stats } = await server.api("/api/registry/stats");
      deepEqual(
        [stats.total_lots, stats.active_lots, stats.completed_lots, stats.closed_lots],
        [2, 1, 0, 1],
      );
      const { body: panel } = await server.api("/api/control-panel/orchestrate/status");
      deepEqual(panel.lots, {
        total_lots: 2,
        active_lots: 1,
        completed_lots: 0,
        closed_lots: 1,
        avg_itm: 0,
      });
    });

    await t.step("the registry says what became of it", async () => {
      const { lot, events } = (await server.api(`/api/lots/${CODE}/timeline`))
        .body as unknown as Timeline;
      deepEqual(
        [lot.gavage_status, lot.gavage_ended_at, lot.closure_reason, lot.itm_moyen],
        ["termine", "2026-11-08T07:00:00+00:00", REASON, null],
      );
      const told = events.filter(({ event_type }) => event_type === "lot_closed");
      equal(told.length, 1);
      equal(events.at(-1), told[0]);
      deepEqual(
        [told[0]!.actor, told[0]!.data],
        ["operator:Anne", { final_day: 1, by: "Anne", reason: REASON }],
      );
      ok(!events.some(({ event_type }) => event_type === "gavage_ended"));
      const { faults } = await checkChains(server.url, { names: [], saved: {} });
      deepEqual(faults, []);
    });

    await t.step("its EPCIS document and its trace go on being made", async () => {
      const { body } = await server.api(`/api/lots/${CODE}/epcis`);
      deepEqual(epcisFaults(body), []);
      ok(JSON.stringify(body).includes('"gavaged:closedUnfinished":true'));
      const { body: trace } = await server.api(`/api/lots/${CODE}/trace`);
      const { body: lot } = await server.api(`/api/lots/${CODE}`);
      deepEqual((trace.lot as Frame).cloture, lot.cloture);
    });

    await t.step("a recall of what was fed lately finds it to its last meal", async () => {
      const found = async (since: string) => {
        const { body } = await server.api(`/api/recall?lot=${CODE}&since=${since}`);
        return (body.lots as unknown[]).length;
      };
      deepEqual([await found("2026-11-08"), await found("2026-11-09")], [1, 0]);
    });

    await t.step("the coherence check expects nothing more of it", async () => {
      const { body } = await server.api(`/api/lots/coherence?code_lot=${CODE}`);
      const [lot] = body.lots as { doses_attendues: unknown; cloture: Frame }[];
      deepEqual([lot!.doses_attendues, lot!.cloture.reason], [null, REASON]);
    });

    await t.step("exports tell when, by whom and why", async () => {
      const page = (await server.api("/api/export/lots")).body as unknown as ExportPage;
      const [closed, left] = page.rows.map((row) =>
        ["closed_by", "closure_reason", "closed_at"].map((name) =>
          row[page.columns.findIndex((column) => column.name === name)]
        )
      );
      // Behind the columns that there were before: some readers of CSV go by position.
      deepEqual(
        page.columns.slice(-5).map(({ name }) => name),
        ["created_at", "updated_at", "closed_at", "closed_by", "closure_reason"],
      );
      deepEqual(left, [null, null, null]);
      deepEqual(closed!.slice(0, 2), ["Anne", REASON]);
      ok(Math.abs(Date.parse(String(closed![2])) - Date.now()) < 3_600_000, String(closed![2]));
    });

    await t.step("meals that still come are stored, and do not open it again", async () => {
      const answers = await feed(
        server,
        ...meals.slice(3).map((meal) => ({ ...meal, taux_mortalite: 9 })),
      );
      deepEqual(answers.map(({ status }) => status), ["saved", "saved", "saved"]);
      deepEqual(await state(server, CODE), {
        ...{ statut: "termine", pret_abattage: false, closed: true, queued: false },
        meals: 6,
      });
    });

    await t.step("nor do they raise an alert, as those of a lot that is fed do", async () => {
      await feed(server, aMeal({ code_lot: LEFT, jour: 1, taux_mortalite: 9 }));
      await dashboard.next("alert");
      const { body } = await server.api("/api/sqal/alerts?hours=1");
      deepEqual((body as unknown as AlertRow[]).map(({ lot_id }) => lot_id), [LEFT]);
    });
  });

  Deno.test(`close ${engine}: what waited about its ducks waits no more, and dashboards hear of it`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    for (const code_lot of [CODE, LEFT]) {
      await feed(server, aMeal({ code_lot, taux_mortalite: 9 }));
      await dashboard.next("alert");
    }
    // Of its livers is another matter.
    await server.db.sql`
      insert into sqal_alerts (time, sujet, alert_type, severity, title, message, lot_id)
      values (now(), 'device:ESP32_LL_01', 'quality_low', 'warning', 'low', 'low', ${CODE})`;

    await close(server, CODE);
    const { data } = await dashboard.next("alert_update");
    const alerts = (await server.api("/api/sqal/alerts")).body as unknown as AlertRow[];
    const settled = alerts.filter((alert) => alert.is_acknowledged);
    deepEqual(
      settled.map((alert) => [alert.lot_id, alert.alert_type, alert.acknowledged_by]),
      [[CODE, "lot_mortality", "Anne"]],
    );
    const { alert_id, acknowledged_at } = settled[0]!;
    deepEqual(data, {
      ...{ alert_id, lot_id: CODE, site_code: "LL" },
      ...{ is_acknowledged: true, acknowledged_by: "Anne", acknowledged_at },
    });
    equal((await server.api("/api/sqal/alerts?is_acknowledged=false")).body.length, 2);
  });

  Deno.test(`close ${engine}: a lot whose last meal comes at the same moment is one or the other`, async () => {
    await using server = await startTestServer(engine);
    const codes = Array.from({ length: 24 }, (_, i) => `LL26110${10 + i}`);
    const lots = codes.map((code_lot) => mealsOfLot(1, { code_lot }));
    await feed(server, ...lots.map(([first]) => first!));
    const [closings] = await Promise.all([
      Promise.all(codes.map((code) => close(server, code))),
      Promise.all(lots.map(([, last]) => feed(server, last!))),
    ]);
    for (const [i, code] of codes.entries()) {
      const isClosed = closings[i]!.status === 200;
      ok(isClosed || closings[i]!.status === 409, `${code}: ${closings[i]!.status}`);
      deepEqual(await state(server, code), {
        ...{ statut: "termine", pret_abattage: !isClosed, closed: isClosed, queued: !isClosed },
        meals: 2,
      });
    }
  });

  Deno.test(`close ${engine}: a lot that was ready first, and one that was closed first`, async () => {
    await using server = await startTestServer(engine);
    const [first, last] = mealsOfLot(1);
    await feed(server, first!);
    // The meal is written, not yet committed; the closing waits for it.
    const { sql } = server.db;
    let closing: ReturnType<typeof close> | undefined;
    await sql.begin(async (tx) => {
      await tx`update lots_gavage set pret_abattage = true, statut = 'termine'
        where code_lot = ${CODE}`;
      closing = close(server, CODE);
      await until("the closing to wait", () => isWaitedFor(server));
    });
    deepEqual((await closing!).body.code, "lot_finished");

    await feed(server, aMeal({ code_lot: LEFT }));
    // The closing is made, not yet committed; the meal waits for it.
    let feeding: ReturnType<typeof feed> | undefined;
    await sql.begin(async (tx) => {
      await tx`select close_lot(${LEFT}, 'Anne', ${REASON})`;
      feeding = feed(server, { ...last!, code_lot: LEFT });
      await until("the meal to wait", () => isWaitedFor(server));
    });
    deepEqual((await feeding!).map(({ status }) => status), ["saved"]);
    deepEqual(await state(server, LEFT), {
      ...{ statut: "termine", pret_abattage: false, closed: true, queued: false },
      meals: 2,
    });
  });
}

async function isWaitedFor({ db }: TestServer): Promise<boolean> {
  const [row] = await db.sql`select exists (
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
  ) as waits`;
  return row!.waits;
}

Deno.test("close: refusals name what is wrong", async () => {
  await using server = await startTestServer("embedded");
  await feed(server, ...mealsOfLot(1), aMeal({ code_lot: LEFT }));
  const refusals: [string, unknown, number, string, string][] = [
    ["LL2611009", { by: "Anne", reason: REASON }, 404, "not_found", "no lot LL2611009"],
    [
      CODE,
      { by: "Anne", reason: REASON },
      409,
      "lot_finished",
      `close lot ${CODE}: expected it being fed, it is finished`,
    ],
    [LEFT, { by: "Anne" }, 422, "invalid", "reason"],
    [LEFT, { by: "Anne", reason: "  " }, 422, "invalid", 'reason: must not be blank, got "  "'],
    [LEFT, { by: " ", reason: REASON }, 422, "invalid", 'by: must not be blank, got " "'],
    [LEFT, { by: "Anne", reason: "x".repeat(501) }, 422, "invalid", "reason"],
    [LEFT, { reason: REASON }, 422, "invalid", "by"],
  ];
  for (const [id, body, status, code, detail] of refusals) {
    const answer = await close(server, id, body);
    deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    ok(String(answer.body.detail).startsWith(detail), String(answer.body.detail));
  }
  equal((await state(server, LEFT))!.statut, "en_cours");
});

Deno.test("close: an operator may, under their own name; others may not, and it is written down", async () => {
  await using server = await startTestServer("embedded", access());
  await server.db.sql`insert into lots_gavage
    (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
    values (${CODE}, 1, '2026-11-07', 50, 'Mulard')`;
  const ask = (holder: Holder) =>
    server.api(`/api/lots/${CODE}/close`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(holder) },
      body: JSON.stringify({ by: "somebody", reason: REASON }),
    });
  for (const holder of ["viewer", "device", "gaveur"] as const) {
    equal((await ask(holder)).status, 403);
  }
  const { status, body } = await ask("operator");
  equal(status, 200);
  equal((body.cloture as { closed_by: string }).closed_by, "the operator");
  const { body: audit } = await server.api("/api/audit", { headers: bearer("admin") });
  const entries = (audit.actions as { actor: string; action: string; outcome: string }[])
    .filter(({ action }) => action === "lot.close");
  deepEqual(entries.map(({ outcome }) => outcome).sort(), ["denied", "denied", "denied", "done"]);
});

Deno.test("close-lots: what a run left unfinished ends together, once it is over", async () => {
  await using server = await startTestServer("embedded");
  const { sql } = server.db;
  const run = "0123456789ab";
  await sql`insert into simulator_runs
    (id, kind, name, container_name, config, seed, status, restart, resume, owner, lease_until)
    values (${run}, 'gavage', 'evening', 'evening', '{}', 1, 'running', 'never', false, 'elsewhere',
            now() + interval '1 day')`;
  const place = (codes: string[], key: string) =>
    server.api("/api/lots", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({
        lots: codes.map((code_lot) => ({
          ...{ code_lot, gaveur_id: 1, genetique: "Mulard", nb_canards: 50 },
          debut_lot: "2026-11-07",
        })),
      }),
    });
  await place([CODE, LEFT, "LL2611003"], `${run}-lots`);
  await place(["LL2611004"], "another-lots");
  await feed(server, ...mealsOfLot(1), aMeal({ code_lot: LEFT }));
  const closeLots = () =>
    server.api(`/api/control-panel/runs/${run}/close-lots`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ by: "Anne", reason: REASON }),
    });

  const early = await closeLots();
  deepEqual([early.status, early.body.code], [409, "run_active"]);
  await sql`update simulator_runs set status = 'stopped', lease_until = null where id = ${run}`;
  const { body } = await closeLots();
  deepEqual((body.closed as string[]).sort(), [LEFT, "LL2611003"]);
  deepEqual((await closeLots()).body, { closed: [] });
  const { body: { lots } } = await server.api(`/api/control-panel/runs/${run}`);
  deepEqual(
    (lots as { statut: string; cloture: Frame | null }[]).map((lot) => [
      ...[lot.statut, lot.cloture?.reason],
    ]),
    [["termine", undefined], ["termine", REASON], ["termine", REASON]],
  );
  equal((await state(server, "LL2611004"))!.statut, "en_cours");
  equal((await state(server, CODE))!.closed, false);
});
