import { equal } from "node:assert/strict";
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
}
