/** Quality control's SQL gives the same answers on every engine, raw or aggregated. */
import { deepEqual, equal } from "node:assert/strict";
import type { MigrationSession } from "../../src/db/migrator.ts";
import { type SERVER_ENGINES, testDatabase, timescaleDatabase } from "../support/engines.ts";

const QUERIES = new URL("../../sql/queries/", import.meta.url);
const query = (path: string) => Deno.readTextFile(new URL(path, QUERIES));

const zones = Array.from({ length: 8 }, () => Array(8).fill(1));

function row(n: number, changes: Record<string, unknown> = {}) {
  return {
    time: new Date(Date.UTC(2026, 10, 20) + n * 17 * 60_000).toISOString(),
    sample_id: `S-${n}`,
    device_id: `ESP32_LL_0${n % 2}`,
    site_code: n % 3 === 0 ? null : "LL",
    vl53l8ch_distance_matrix: zones,
    vl53l8ch_reflectance_matrix: zones,
    vl53l8ch_amplitude_matrix: zones,
    vl53l8ch_volume_mm3: 1000 * n,
    vl53l8ch_surface_uniformity: 0.5,
    vl53l8ch_defect_count: 0,
    vl53l8ch_quality_score: 0.5,
    vl53l8ch_grade: "A",
    vl53l8ch_defects: [],
    as7341_channels: {},
    as7341_freshness_index: 0.25,
    as7341_fat_quality_index: 0.5,
    as7341_oxidation_index: 0.5,
    as7341_quality_score: 0.5,
    as7341_grade: "A",
    as7341_defects: [],
    final_score: (n % 8) / 8,
    final_grade: ["A+", "A", "B", "C", "REJECT"][n % 5],
    is_compliant: n % 5 !== 4,
    fusion_weight_tof: 0.6,
    fusion_weight_spectral: 0.4,
    fusion_defects: [],
    poids_foie_estime_g: 500,
    ...changes,
  };
}

const SAMPLES = JSON.stringify(Array.from({ length: 200 }, (_, n) => row(n)));
const PERIOD = ["2026-11-20T05:30:00Z", "2026-11-22T00:00:00Z"];

async function statistics(db: MigrationSession) {
  const comparable = (rows: Record<string, unknown>[]) =>
    rows.map((found) => ({ ...found, bucket: found.bucket && new Date(found.bucket as string) }));
  const [start, end] = PERIOD as [string, string];
  const none = null as unknown as string;
  return {
    hourly: comparable(
      await db.query(await query("sqal_stats/list_hourly.sql"), [start, end, none]),
    ),
    totals: await db.query(await query("sqal_stats/read_totals.sql"), [start, end, "LL", none]),
    top: await db.query(await query("sqal_stats/list_top_devices.sql"), [start, end, none]),
  };
}

async function postgres(engine: (typeof SERVER_ENGINES)[number]) {
  const db = await testDatabase(engine, { max: 1 });
  return {
    exec: (text: string) => db.sql.unsafe(text),
    query: async (text: string, params: string[] = []) => [...await db.sql.unsafe(text, params)],
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

Deno.test("quality SQL: statistics are the same on each engine, before and after aggregation", async () => {
  const write = await query("samples/write_samples.sql");
  await using plain = await postgres("embedded");
  equal((await plain.query(write, [SAMPLES])).length, 200);
  const expected = await statistics(plain);
  equal(expected.hourly.length > 50, true);

  await using older = await postgres("postgres15");
  await older.query(write, [SAMPLES]);
  deepEqual(await statistics(older), expected);

  await using timescale = await timescaleDatabase();
  equal((await timescale.query(write, [SAMPLES])).length, 200);
  deepEqual(await statistics(timescale), expected);
  await timescale.exec("call refresh_continuous_aggregate('sqal_heures', null, null)");
  deepEqual(await statistics(timescale), expected);

  // A resend is known again when its chunk has been compressed.
  await timescale.exec("select compress_chunk(c) from show_chunks('sqal_sensor_samples') c");
  deepEqual(await timescale.query(write, [SAMPLES]), []);
  const late = JSON.stringify([row(1, { sample_id: "late" })]);
  deepEqual(await timescale.query(write, [late]), [{ place: 1 }]);
});

Deno.test("quality SQL: every statement is one that TimescaleDB prepares", async () => {
  await using db = await timescaleDatabase();
  for (const area of ["samples", "devices", "alerts", "sqal_stats", "decisions"]) {
    for await (const { name } of Deno.readDir(new URL(`${area}/`, QUERIES))) {
      await db.exec(`prepare "${name}" as ${await query(`${area}/${name}`)}`);
    }
  }
  const [prepared] = await db.query("select count(*)::int as n from pg_prepared_statements");
  equal((prepared!.n as number) >= 18, true);
});
