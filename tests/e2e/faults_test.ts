/** What stands in the way of a start is said in one line, with the right exit code. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { testDatabase } from "../support/engines.ts";
import { connectRaw, write } from "../support/raw_socket.ts";
import { until } from "../support/until.ts";
import { emptyFolder, Program, type ProgramOptions, run } from "./support.ts";

/** Runs a command that must fail, and checks that it says why in one line, without a secret. */
async function refused(
  args: readonly string[],
  { code, says, ...options }: ProgramOptions & { code: number; says: RegExp },
): Promise<void> {
  const outcome = await run(args, options);
  const lines = outcome.stderr.trim().split("\n").filter((line) => !line.startsWith("{"));
  equal(outcome.code, code, outcome.stderr);
  equal(lines.length, 1, outcome.stderr);
  match(lines[0]!, says);
  equal(/s3cret/.test(outcome.stderr), false, outcome.stderr);
}

Deno.test("a port that is taken", async () => {
  await using db = await testDatabase("embedded");
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  await refused(["serve", "--database-url", db.url, "--port", port], {
    code: 1,
    says: new RegExp(`127\\.0\\.0\\.1:${port}: the port is taken.*--port`),
  });
});

Deno.test("a data directory that another server has", async () => {
  await using server = await Program.start(["serve", "--data-dir", "data", "--port", "0"]);
  await server.listening();
  await refused(["serve", "--data-dir", join(server.folder, "data"), "--port", "0"], {
    code: 1,
    says: new RegExp(`${server.folder}/data: another gavaged has it \\(pid ${server.pid}\\)`),
  });
  equal((await server.stop()).code, 143);
});

Deno.test("a database that is not there", async () => {
  await refused(["serve", "--port", "0"], {
    env: { GAVAGED_DATABASE_URL: "postgresql://gavaged:s3cret@127.0.0.1:1/gavaged" },
    code: 1,
    says: /cannot reach the database at 127\.0\.0\.1:1\/gavaged/,
  });
});

Deno.test("a database's address that is none, whose password is not shown", async () => {
  for (const url of ["postgres://u:s3cret@127.0.0.1:99999/db", "postgres://u:s3cret/@db/g"]) {
    await refused(["serve", "--port", "0"], {
      env: { DATABASE_URL: url },
      code: 2,
      says: /DATABASE_URL: expected postgres:/,
    });
  }
});

Deno.test("a wrong password", async () => {
  await using db = await testDatabase("postgres15");
  const { host, database } = db.address;
  await db.sql.unsafe(`create role locked login password 'right'`);
  const rules = join(host, "pg_hba.conf");
  const text = await Deno.readTextFile(rules);
  await Deno.writeTextFile(rules, `local all locked scram-sha-256\n${text}`);
  await db.sql`select pg_reload_conf()`;
  await until("the new rules", async () => {
    const [row] = await db.sql`
      select count(*)::int as n from pg_hba_file_rules where auth_method = 'scram-sha-256'`;
    return row!.n > 0;
  });
  await refused(["serve", "--port", "0"], {
    env: {
      DATABASE_URL: `postgresql://locked:s3cret@${encodeURIComponent(host)}:5432/${database}`,
    },
    code: 1,
    says: /cannot log in to the database at .*password authentication failed for user "locked"/,
  });
  await db.sql.unsafe(`drop role locked`);
});

Deno.test("a schema newer than the program", async () => {
  await using db = await testDatabase("embedded");
  await db.sql`insert into gavaged_migrations (name, sha256) values ('9999_later.sql', '')`;
  await refused(["serve", "--database-url", db.url, "--port", "0"], {
    code: 1,
    says: /schema is newer than this program.*9999_later\.sql/,
  });
});

Deno.test("an address beyond this machine without authentication", async () => {
  await refused(["serve", "--host", "0.0.0.0", "--port", "0"], {
    code: 2,
    says: /--host 0\.0\.0\.0/,
  });
});

Deno.test("an unknown key in the configuration file", async () => {
  const folder = await emptyFolder();
  await Deno.writeTextFile(join(folder, "gavaged.yaml"), "prot: 1\n");
  await refused(["serve", "--config", "gavaged.yaml"], {
    folder,
    code: 2,
    says: /gavaged\.yaml.*prot.*port/,
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a server that refuses the lots", async () => {
  await using server = await Program.start(["serve", "--data-dir", "data", "--port", "0"]);
  const url = await server.listening();
  await refused(["simulate", "gavage", "--url", `${url}/elsewhere`, "--lots", "1"], {
    code: 1,
    says: /elsewhere\/api\/lots: 404/,
  });
});

Deno.test("SIGTERM ends a start that waits for a silent database, with 143 and at once", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `postgresql://gavaged@127.0.0.1:${silent.addr.port}/gavaged`;
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    await using server = await Program.start(["serve", "--database-url", url, "--port", "0"]);
    using _connection = await silent.accept();
    const startMs = Date.now();
    equal((await server.stop(signal)).code, code);
    ok(Date.now() - startMs < 5_000, `${Date.now() - startMs} ms`);
  }
});

Deno.test("SIGTERM ends with 143 although a request never comes whole", async () => {
  await using db = await testDatabase("embedded");
  await using server = await Program.start(["serve", "--database-url", db.url, "--port", "0"]);
  using client = await connectRaw(await server.listening());
  const head = "POST /api/lots HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  await write(client, new TextEncoder().encode(`${head}Content-Length: 500\r\n\r\n{`));
  const startMs = Date.now();
  equal((await server.stop()).code, 143);
  ok(Date.now() - startMs < 10_000, `${Date.now() - startMs} ms`);
});

Deno.test("SIGTERM answers what was accepted, then ends with 143", async () => {
  await using server = await Program.start(["serve", "--data-dir", "data", "--port", "0"]);
  const url = await server.listening();
  const args = ["simulate", "gavage", "--url", url, "--lots", "50", "--accel", "86400", "--json"];
  await using simulator = await Program.start(args);
  await simulator.said(/"type":"meal_acked"/);
  const { code, stderr } = await server.stop();
  equal(code, 143);
  const messages = stderr.trim().split("\n").map((line) => JSON.parse(line));
  deepEqual(messages.slice(-2).map(({ msg }) => msg), ["stopping", "stopped"]);
  equal(messages.some(({ level }) => level === "error"), false, stderr);
  await simulator.said(/"state":"waiting"/);
});

Deno.test("whatever is asked of it, a server writes nothing but the lines of its log", async () => {
  await using db = await testDatabase("embedded");
  await using server = await Program.start(["serve", "--database-url", db.url, "--port", "0"]);
  // The runtime had words of its own for a request that has no body, nor says so.
  const answer = await fetch(`${await server.listening()}/api/lots`, { method: "DELETE" });
  equal((await answer.json()).code, "not_found");
  const { code, stdout, stderr } = await server.stop();
  equal(code, 143);
  for (const line of `${stdout}${stderr}`.trim().split("\n")) match(line, /^\{"time":.*\}$/);
});
