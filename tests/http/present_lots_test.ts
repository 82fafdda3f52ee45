/** Which lots dashboards look through: those that are fed, and few besides. */
import assert from "node:assert/strict";
import { LotRepository } from "../../src/db/lot_repository.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";

const FED = "LL2611001";
const READY = "LL2611002";
const MEASURED = "LL2611003";
const CLOSED = "LL2611004";

async function present({ db }: TestServer): Promise<string[]> {
  const rows = await db.sql`select code_lot from lots_gavage where not sorti order by 1`;
  return rows.map(({ code_lot }) => code_lot);
}

async function listed(server: TestServer, filter: string): Promise<string[]> {
  const { body } = await server.api(`/api/lots?${filter}`);
  return (body.lots as { code_lot: string }[]).map(({ code_lot }) => code_lot).sort();
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`present lots ${engine}: lots that are measured, closed or long finished leave`, async () => {
    await using server = await startTestServer(engine);
    const { sql } = server.db;
    await feed(server, aMeal({ code_lot: FED }), aMeal({ code_lot: CLOSED }));
    for (const code_lot of [READY, MEASURED]) await feed(server, ...mealsOfLot(12, { code_lot }));
    await using sensor = await TestSocket.open(`${server.url}/ws/sensors`);
    // A lot that is still fed stays, even when a liver is measured under its code.
    for (const [n, lot_id] of [FED, MEASURED].entries()) sensor.send(sampleNumber(n, { lot_id }));
    await sensor.take(2, "ack");
    await sql`select close_lot(${CLOSED}, 'Anne', 'partis')`;
    assert.deepEqual(await present(server), [FED, READY]);

    const lots = new LotRepository(sql);
    await lots.release();
    assert.deepEqual(await present(server), [FED, READY]);
    await sql`update lots_gavage set updated_at = now() - interval '61 minutes'`;
    await lots.release();
    assert.deepEqual(await present(server), [FED]);

    const actives = await sql`select code_lot from v_lots_actifs_realtime`;
    assert.deepEqual(actives.map(({ code_lot }) => code_lot), [FED]);
    assert.deepEqual(await listed(server, "statut=en_cours"), [FED]);
    assert.deepEqual(await listed(server, "statut=termine"), [READY, MEASURED, CLOSED]);
    assert.deepEqual(await listed(server, "pret_abattage=false"), [FED, CLOSED]);
  });
}
