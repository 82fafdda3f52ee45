import { equal } from "node:assert/strict";
import type { Sql } from "postgres";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { outage } from "../support/outage.ts";
import { inTime } from "../support/until.ts";

/** The next call of a callback, as a promise. */
function calls<T>() {
  let next = Promise.withResolvers<T>();
  return {
    call: (value: T) => next.resolve(value),
    async next() {
      const value = await inTime("a callback", next.promise);
      next = Promise.withResolvers();
      return value;
    },
  };
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`listen ${engine}: outlives an outage of the database, and says when it is back`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const began = calls<void>();
    const heard = calls<string>();
    const { unlisten } = await db.sql.listen('a "channel"', heard.call, began.call);
    await began.next();
    await db.sql.notify('a "channel"', "before");
    equal(await heard.next(), "before");
    {
      await using _ = await outage(db);
    }
    await began.next();
    await db.sql.notify('a "channel"', "after");
    equal(await heard.next(), "after");
    await unlisten();
  });

  Deno.test(`listen ${engine}: all channels share a connection, which ends with the last`, async () => {
    await using db = await testDatabase(engine, { migrated: false });
    const heard = [calls<string>(), calls<string>()];
    const [first, second] = await Promise.all(
      heard.map(({ call }, index) => db.sql.listen(`channel ${index}`, call)),
    );
    equal(await listeningSessions(db.sql), 1);
    await db.sql.notify("channel 1", "to the second");
    equal(await heard[1]!.next(), "to the second");
    await second!.unlisten();
    await db.sql.notify("channel 1", "to nobody");
    await db.sql.notify("channel 0", "to the first");
    equal(await heard[0]!.next(), "to the first");
    await first!.unlisten();
    equal(await listeningSessions(db.sql), 0);
    await db.sql.listen("channel 0", heard[0]!.call);
    await db.sql.notify("channel 0", "once more");
    equal(await heard[0]!.next(), "once more");
  });
}

async function listeningSessions(sql: Sql): Promise<number> {
  const [row] = await sql`
    select count(*)::int as sessions from pg_stat_activity
    where datname = current_database() and query like 'listen %'`;
  return row!["sessions"];
}
