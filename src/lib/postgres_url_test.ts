import { deepEqual, equal } from "node:assert/strict";
import { parsePostgresUrl, withoutPassword } from "./postgres_url.ts";

const shown: Record<string, string> = {
  "postgres://u:s3cret@db:5433/g": "postgres://u:***@db:5433/g",
  "postgresql://u@%2Ftmp%2Fs:5432/g": "postgresql://u@%2Ftmp%2Fs:5432/g",
  "postgresql://u:s3cret@/g?host=/tmp": "postgresql://u:***@localhost/g?host=/tmp",
  "postgres:///g?user=u&password=s3cret": "postgres://localhost/g?user=u&password=***",
  "postgres://u:s3cr/et@db/g": "***",
  "postgres://u:53/s3cret@db/g": "***",
  "postgres://u:53#s3cret@db/g": "***",
  "postgres://u:s3cret@127.0.0.1:99999/g": "***",
  "postgres://u:s3cret%ff@db/g": "***",
  "mysql://u:s3cret@db/g": "***",
};
for (const [text, expected] of Object.entries(shown)) {
  Deno.test(`a database's address without its password: ${text}`, () => {
    equal(withoutPassword(text), expected);
    equal(parsePostgresUrl(text) === undefined, expected === "***");
  });
}

Deno.test("parsePostgresUrl reads host, port and database", () => {
  const { hostname, port, pathname } = parsePostgresUrl("postgres://u:p%40ss@db:5433/g")!;
  deepEqual([hostname, port, pathname], ["db", "5433", "/g"]);
});
