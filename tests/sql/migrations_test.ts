import assert from "node:assert/strict";
import { MIGRATIONS, TIMESCALE_MIGRATIONS } from "../../src/db/migrations.ts";
import { migrate, migrateSession, pendingMigrations } from "../../src/db/migrator.ts";
import { openPool } from "../../src/db/pool.ts";
import type { AppError } from "../../src/lib/errors.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { SERVER_ENGINES, testDatabase, timescaleDatabase } from "../support/engines.ts";

const log = silentLogger;
const ALL = MIGRATIONS.map(({ name }) => name);

Deno.test("the list of migrations is the folders' content, numbered without gaps", async () => {
  for (
    const [folder, listed] of [["migrations", MIGRATIONS], [
      "timescale",
      TIMESCALE_MIGRATIONS,
    ]] as const
  ) {
    const url = new URL(`../../sql/${folder}/`, import.meta.url);
    const files = (await Array.fromAsync(Deno.readDir(url))).map(({ name }) => name).sort();
    assert.deepEqual(listed.map(({ name }) => name.replace(/^timescale\//, "")), files);
    assert.deepEqual(
      files.map((name) => Number(name.slice(0, 4))),
      files.map((_, index) => index + 1),
    );
    for (const { name, text } of listed) {
      const file = name.replace(/^timescale\//, "");
      assert.equal(text, await Deno.readTextFile(new URL(file, url)), name);
    }
  }
});

for (const engine of SERVER_ENGINES) {
  Deno.test(`migrate ${engine}: a fresh database, then nothing more to do`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    assert.deepEqual(await pendingMigrations(db.sql), ALL);
    assert.deepEqual(await migrate(db.sql, { log }), { applied: ALL, version: ALL.length });
    assert.deepEqual(await pendingMigrations(db.sql), []);
    assert.deepEqual(await migrate(db.sql, { log }), { applied: [], version: ALL.length });
  });

  Deno.test(`migrate ${engine}: twenty at once share the work`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const results = await Promise.all(Array.from({ length: 20 }, async () => {
      const sql = await openPool({ database: db.address, max: 1, log });
      const { applied } = await migrate(sql, { log });
      await sql.end({ timeout: 1 });
      return applied;
    }));
    assert.deepEqual(results.flat(), ALL);
  });

  Deno.test(`migrate ${engine}: refuses an edited file and a newer schema`, async () => {
    await using db = await testDatabase(engine);
    const [first, ...rest] = MIGRATIONS;
    const edited = [{ ...first!, text: `${first!.text} ` }, ...rest];
    await assert.rejects(
      migrate(db.sql, { log, migrations: edited }),
      (error: AppError) =>
        error.code === "database_failed" &&
        /0001_lots_and_meals\.sql was edited/.test(error.message),
    );
    await db.sql`insert into gavaged_migrations (name, sha256) values ('9999_future.sql', '')`;
    for (const run of [() => migrate(db.sql, { log }), () => pendingMigrations(db.sql)]) {
      await assert.rejects(
        run,
        (error: AppError) =>
          error.code === "database_schema_newer" && /9999_future\.sql/.test(error.message),
      );
    }
  });

  Deno.test(`migrate ${engine}: leaves a database of another encoding as it is`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const ascii = `ascii_${crypto.randomUUID().slice(0, 8)}`;
    await db.sql.unsafe(
      `create database ${ascii} encoding 'SQL_ASCII' locale 'C' template template0`,
    );
    const sql = await openPool({ database: { ...db.address, database: ascii }, max: 1, log });
    try {
      await assert.rejects(
        migrate(sql, { log }),
        /^AppError: cannot migrate the database: expected the encoding UTF8, got SQL_ASCII; /,
      );
      assert.equal((await sql`select from pg_class where relname like 'gavaged%'`).length, 0);
    } finally {
      await sql.end({ timeout: 1 });
      await db.sql.unsafe(`drop database ${ascii} with (force)`);
    }
  });

  Deno.test(`migrate ${engine}: a failing file leaves nothing behind, and the lock is free`, async () => {
    await using db = await testDatabase(engine);
    const broken = { name: "0003_broken.sql", text: "create table half (a int);\nselect nothing;" };
    await assert.rejects(
      migrate(db.sql, { log, migrations: [...MIGRATIONS, broken] }),
      /cannot apply migration 0003_broken\.sql: column "nothing" does not exist/,
    );
    const fixed = { name: "0003_broken.sql", text: "create table half (a int)" };
    const { applied } = await migrate(db.sql, { log, migrations: [...MIGRATIONS, fixed] });
    assert.deepEqual(applied, ["0003_broken.sql"]);
  });
}

Deno.test("migrate refuses a server that is too old, and runs nothing on it", async () => {
  const old = { number: 140_020, version: "14.20", encoding: "UTF8" };
  const session = {
    exec: (text: string) => Promise.reject(new Error(`was run: ${text}`)),
    query: () => Promise.resolve([old]),
  };
  await assert.rejects(
    migrateSession(session, { log }),
    /cannot migrate the database: expected PostgreSQL 15 or newer, got 14\.20$/,
  );
});

Deno.test("migrate: a file without a transaction may hold what a transaction refuses", async () => {
  await using db = await testDatabase("embedded");
  const file = {
    name: "0003_index.sql",
    text: "--! no-transaction\ncreate index concurrently if not exists i on lots_gavage (statut)",
  };
  // The others wait for the lock in the meantime: were they to hold a snapshot, this would hang.
  const results = await Promise.all(
    Array.from({ length: 5 }, () => migrate(db.sql, { log, migrations: [...MIGRATIONS, file] })),
  );
  assert.deepEqual(results.flatMap(({ applied }) => applied), ["0003_index.sql"]);
});

Deno.test("migrate TimescaleDB: hypertable, aggregate and policies are there; again is nothing", async () => {
  await using db = await timescaleDatabase({ migrated: false });
  const { applied } = await migrateSession(db, { log });
  assert.deepEqual(applied, [...ALL, ...TIMESCALE_MIGRATIONS.map(({ name }) => name)]);
  assert.deepEqual((await migrateSession(db, { log })).applied, []);

  const hypertables = await db.query(`
    select hypertable_name, compression_enabled
    from timescaledb_information.hypertables order by 1`);
  assert.deepEqual(hypertables, [
    { hypertable_name: "gavage_data", compression_enabled: true },
    { hypertable_name: "sqal_sensor_samples", compression_enabled: true },
  ]);
  const aggregates = await db.query(
    "select view_name from timescaledb_information.continuous_aggregates order by 1",
  );
  assert.deepEqual(aggregates, [{ view_name: "gavage_data_jours" }, { view_name: "sqal_heures" }]);
  const jobs = await db.query(`
    select proc_name, count(distinct initial_start)::int as starts
    from timescaledb_information.jobs where proc_name like 'policy_%' and job_id >= 1000
    group by 1 order by 1`);
  assert.deepEqual(jobs.map(({ proc_name }) => proc_name), [
    "policy_compression",
    "policy_refresh_continuous_aggregate",
    "policy_retention",
  ]);
});

Deno.test("migrate says why it failed, although its session was lost with its lock", async () => {
  const lost = () => Promise.reject(new Error("the connection is closed"));
  let isLost = false;
  const session = {
    exec(text: string) {
      isLost ||= text === "select broken";
      return isLost ? lost() : Promise.resolve();
    },
    query(text: string) {
      const first = { ours: true, number: 150_000, encoding: "UTF8" };
      return isLost ? lost() : Promise.resolve(/lock|server/.test(text) ? [first] : []);
    },
  };
  const migrations = [{ name: "b", text: "select broken" }];
  await assert.rejects(
    migrateSession(session, { log, migrations, timescale: [] }),
    (error: AppError) =>
      error.code === "database_failed" && /migration b: the connection/.test(error.message),
  );
});
