import assert from "node:assert/strict";
import { openPool } from "../../src/db/pool.ts";
import type { AppError } from "../../src/lib/errors.ts";
import { silentLogger as log } from "../../src/lib/log.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";

for (const engine of SERVER_ENGINES) {
  Deno.test(`pool ${engine}: values keep their meaning in both directions`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const [row] = await db.sql`
      select 12.50::numeric as n, 42::bigint as small, 9007199254740993::bigint as large,
        '2025-12-01 09:00:00.123456+01'::timestamptz as at, '2025-12-01'::date as day,
        ${["2025-12-01T08:00:00Z"]}::timestamptz[] as times,
        ${[1.5, 2]}::numeric[] as numbers, ${new Date(0)}::timestamptz as epoch`;
    assert.deepEqual(row, {
      n: 12.5,
      small: 42,
      large: "9007199254740993",
      at: "2025-12-01T08:00:00.123456Z",
      day: "2025-12-01",
      times: ["2025-12-01T08:00:00Z"],
      numbers: [1.5, 2],
      epoch: "1970-01-01T00:00:00Z",
    });
  });

  Deno.test(`pool ${engine}: a missing server or database is named in one line`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const missing = { ...db.address, database: "nowhere" };
    await assert.rejects(
      openPool({ database: missing, log }),
      (error: AppError) =>
        error.code === "database_unreachable" &&
        /:5432\/nowhere: .*does not exist/.test(error.message),
    );
    await assert.rejects(
      openPool({ database: { url: "postgresql://u:s3cret@127.0.0.1:1/d" }, log }),
      (error: AppError) =>
        error.code === "database_unreachable" && error.message.includes("127.0.0.1:1/d") &&
        !error.message.includes("s3cret"),
    );
    const { host, port, database } = db.address;
    const asPsql = `postgresql://gavaged@/${database}?host=${
      encodeURIComponent(host)
    }&port=${port}`;
    for (const url of [db.url, asPsql]) {
      const sql = await openPool({ database: { url }, log });
      assert.equal((await sql`select current_database() as name`)[0]!["name"], database);
      await sql.end({ timeout: 1 });
    }
  });

  Deno.test(`pool ${engine}: transactions commit as a whole, roll back as a whole, and nest`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const { sql } = db;
    await sql`create table t (a int primary key)`;
    await sql.begin((tx) => [tx`insert into t values (1)`, tx`insert into t values (2)`]);
    await assert.rejects(
      sql.begin(async (tx) => {
        await tx`insert into t values (3)`;
        await tx`insert into t values (1)`;
      }),
      /duplicate key/,
    );
    await sql.begin(async (tx) => {
      await assert.rejects(tx.savepoint((inner) => inner`insert into t values (1)`));
      await tx`insert into t values (4)`;
    });
    assert.deepEqual((await sql`select a from t order by a`).map(({ a }) => a), [1, 2, 4]);
  });

  Deno.test(`pool ${engine}: one connection that is cut fails its statement, and no later one`, async () => {
    await using db = await testDatabase(engine, { migrated: false, max: 2 });
    const { sql } = db;
    await assert.rejects(sql.begin(async (tx) => {
      await tx`select pg_terminate_backend(pg_backend_pid())`;
    }));
    assert.deepEqual([...await sql`select 1 as a`], [{ a: 1 }]);
  });

  Deno.test(`pool ${engine}: a statement beyond its time is cancelled`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const sql = await openPool({ database: db.address, statementTimeoutMs: 1_000, log });
    await assert.rejects(sql`select pg_sleep(60)`.execute(), /statement timeout/);
    await sql.end({ timeout: 1 });
  });
}

Deno.test("pool: an address that is none is refused without being shown", async () => {
  for (const url of ["postgres://u:s3cret@127.0.0.1:99999/d", "postgres://u:s3cr/et@db/d"]) {
    await assert.rejects(
      openPool({ database: { url }, log }),
      (error: AppError) =>
        error.code === "config_invalid" && !/s3cr/.test(error.message) && error.cause === undefined,
    );
  }
});
