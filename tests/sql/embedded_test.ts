import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type EmbeddedServer, installServer, startEmbedded } from "../../src/db/embedded/mod.ts";
import { isConnectionLoss, openPool } from "../../src/db/pool.ts";
import type { AppError } from "../../src/lib/errors.ts";
import { type Logger, silentLogger } from "../../src/lib/log.ts";

const log = silentLogger;

/** A folder of this test alone, gone with everything in it afterwards. */
async function temporaryDir(options: { mode?: number } = {}) {
  const path = await Deno.makeTempDir({ prefix: "gavaged-embedded-" });
  await Deno.chmod(path, options.mode ?? 0o755);
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function disposable(server: EmbeddedServer): EmbeddedServer & AsyncDisposable {
  return { ...server, [Symbol.asyncDispose]: () => server.stop() };
}

const start = async (...args: Parameters<typeof startEmbedded>) =>
  disposable(await startEmbedded(...args));

async function query<T extends Record<string, unknown>>(
  server: Pick<EmbeddedServer, "connection">,
  text: string,
) {
  const sql = await openPool({ database: server.connection, max: 1, log });
  try {
    return [...await sql.unsafe<T[]>(text)];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** A logger with which a test can wait for a message. */
function listeningLogger(): Logger & { said(message: string): Promise<void> } {
  const waiting = new Map<string, () => void>();
  const hear = (message: string) => waiting.get(message)?.();
  return {
    ...silentLogger,
    info: hear,
    warn: hear,
    said: (message) => new Promise((resolve) => waiting.set(message, resolve)),
  };
}

async function isGone(pid: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return status === "" || / Z /.test(status);
}

async function whenGone(pid: number): Promise<void> {
  for (let tries = 0; !await isGone(pid); tries++) {
    assert.ok(tries < 1000, `process ${pid} still runs`);
    await delay(10);
  }
}

Deno.test("embedded: the data outlive a stop; stopping twice is one stop", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "data");
  const first = await startEmbedded({ dataDir, log });
  await query(first, "create table kept as select 7 as a");
  const pid = first.pid();
  await Promise.all([first.stop(), first.stop()]);
  await first.stop();
  assert.ok(await isGone(pid));
  await using second = await start({ dataDir, log });
  assert.deepEqual(await query(second, "select a from kept"), [{ a: 7 }]);
  assert.match(second.psqlUrl, /^postgresql:\/\/gavaged@\/gavaged\?host=%2F/);
});

Deno.test("embedded: a killed server comes back, three times, with every committed row", async () => {
  await using dir = await temporaryDir();
  const listening = listeningLogger();
  await using server = await start({ dataDir: join(dir.path, "data"), log: listening });
  const sql = await openPool({ database: server.connection, max: 4, log });
  await sql`create table t (a int primary key)`;
  const committed: number[] = [];
  let next = 0;
  let running = true;
  // Some write in transactions of two statements, some in single ones, through all three deaths.
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    while (running) {
      const a = next++;
      try {
        if (writer % 2) await sql`insert into t values (${a})`;
        else {
          await sql.begin(async (tx) => {
            await tx`insert into t values (${a})`;
            await tx.savepoint((inner) => inner`select count(*) from pg_class`);
          });
        }
        committed.push(a);
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        await delay(5);
      }
    }
  });
  for (let death = 0; death < 3; death++) {
    const before = committed.length;
    while (committed.length < before + 50) await delay(5);
    const back = listening.said("embedded database is back");
    Deno.kill(server.pid(), "SIGKILL");
    await back;
  }
  const before = committed.length;
  while (committed.length < before + 50) await delay(5);
  running = false;
  await Promise.all(writers);
  const rows = await sql<{ a: number }[]>`select a from t`;
  const stored = new Set(rows.map(({ a }) => a));
  assert.deepEqual(committed.filter((a) => !stored.has(a)), []);
  await sql.end({ timeout: 1 });
});

Deno.test("embedded: a directory belongs to one gavaged, and is free after it", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "data");
  const owner = await startEmbedded({ dataDir, log });
  await Deno.symlink(dataDir, join(dir.path, "other-name"));
  await assert.rejects(
    startEmbedded({ dataDir: join(dir.path, "other-name"), log }),
    (error: AppError) =>
      error.code === "data_dir_in_use" &&
      error.message.includes(`${dataDir}: another gavaged has it (pid ${Deno.pid})`),
  );
  await owner.stop();
  await using _ = await start({ dataDir, log });
});

Deno.test("embedded: kill -9 of gavaged leaves no server, and no lost row", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "data");
  for (const watcherDiesToo of [false, true]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", new URL("../support/embedded_child.ts", import.meta.url).href, dataDir],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { postmaster, connection } = JSON.parse((await reader.read()).value!);
    await query({ connection }, "create table if not exists kept as select 7 as a");
    if (watcherDiesToo) Deno.kill(await watcherOf(postmaster), "SIGKILL");
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    if (watcherDiesToo) assert.ok(!await isGone(postmaster));
    else await whenGone(postmaster);
    await using server = await start({ dataDir, log });
    assert.ok(await isGone(postmaster));
    assert.deepEqual(await query(server, "select a from kept"), [{ a: 7 }]);
  }
});

async function watcherOf(postmaster: number): Promise<number> {
  for await (const { name } of Deno.readDir("/proc")) {
    const command = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (command.includes("gavaged-watcher") && command.endsWith(`\0${postmaster}\0`)) {
      return Number(name);
    }
  }
  throw new Error(`no watcher of ${postmaster}`);
}

Deno.test("embedded: a server of somebody else in the directory is refused, not stopped", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "data");
  const server = await startEmbedded({ dataDir, log });
  await server.stop();
  // It looks like one: another program whose command line names the cluster.
  const stranger = new Deno.Command("sh", {
    args: ["-c", "read -r forever", join(dataDir, "postgres")],
    stdin: "piped",
  }).spawn();
  await Deno.writeTextFile(join(dataDir, "postgres", "postmaster.pid"), `${stranger.pid}\n`);
  await assert.rejects(
    startEmbedded({ dataDir, log }),
    (error: AppError) =>
      error.code === "data_dir_in_use" && error.message.includes(`(pid ${stranger.pid})`),
  );
  await stranger.stdin.close();
  await stranger.status;
  await using _ = await start({ dataDir, log });
});

Deno.test("embedded: a data directory with a long path has its socket elsewhere", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "d".repeat(120));
  const server = await startEmbedded({ dataDir, log });
  const { host } = server.connection;
  assert.ok(!host.startsWith(dataDir) && host.length < 80, host);
  assert.equal((await Deno.stat(host)).mode! & 0o777, 0o700);
  assert.deepEqual(await query(server, "select 1 as a"), [{ a: 1 }]);
  await server.stop();
  await using again = await start({ dataDir, log });
  assert.equal(again.connection.host, host);
  await again.stop();
  await Deno.remove(host, { recursive: true });
});

Deno.test({
  name: "embedded: root's closed folders stay closed and do not stop the server",
  ignore: Deno.uid() !== 0,
  async fn() {
    await using dir = await temporaryDir({ mode: 0o700 });
    const dataDir = join(dir.path, "data");
    await using server = await start({ dataDir, log });
    assert.deepEqual(await query(server, "select 1 as a"), [{ a: 1 }]);
    assert.equal((await Deno.stat(dir.path)).mode! & 0o777, 0o700);
    const status = await Deno.readTextFile(`/proc/${server.pid()}/status`);
    assert.match(status, /^Uid:\s+65534\s/m);
    // DAC_OVERRIDE and nothing else.
    assert.match(status, /^CapEff:\s+0*2$/m);
    await assert.rejects(
      startEmbedded({ dataDir: `${dataDir}-2`, cacheDir: join(dir.path, "cache"), log }),
      (error: AppError) =>
        error.code === "embedded_unavailable" && error.message.includes(`enter ${dir.path};`),
    );
  },
});

Deno.test("embedded: over TCP only when asked, and only with the password", async () => {
  await using dir = await temporaryDir();
  const dataDir = join(dir.path, "data");
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await assert.rejects(
    startEmbedded({ dataDir, port, log }),
    (error: AppError) => error.code === "address_in_use" && error.message.includes(`:${port}`),
  );
  listener.close();
  await using server = await start({ dataDir, port, log });
  assert.deepEqual(await query(server, "select 1 as a"), [{ a: 1 }]);
  const passwordFile = join(dataDir, "postgres.password");
  assert.equal((await Deno.stat(passwordFile)).mode! & 0o777, 0o600);
  const password = (await Deno.readTextFile(passwordFile)).trim();
  const tcp = { ...server.connection, host: "127.0.0.1" };
  assert.deepEqual(await query({ connection: { ...tcp, password } }, "select 1 as a"), [{ a: 1 }]);
  await assert.rejects(query({ connection: { ...tcp, password: "guess" } }, "select 1"), (
    error: AppError,
  ) => error.code === "database_auth" && !error.message.includes("guess"));
});

Deno.test("embedded: two starts install the programs at once, and a stale half is no harm", async () => {
  await using dir = await temporaryDir();
  const cacheDir = join(dir.path, "cache");
  await Deno.mkdir(join(cacheDir, ".unpacking-killed", "bin"), { recursive: true });
  const installed = await Promise.all(Array.from({ length: 3 }, () => installServer(cacheDir)));
  assert.equal(new Set(installed).size, 1);
  const left = (await Array.fromAsync(Deno.readDir(cacheDir))).map(({ name }) => name).sort();
  assert.deepEqual(left, [".unpacking-killed", basename(installed[0]!)]);
  assert.equal(await Deno.readLink(join(installed[0]!, "lib", "libpq.so.5")), "libpq.so.5.18");
});

Deno.test("embedded: a directory it cannot use is named in one line", async () => {
  await using dir = await temporaryDir();
  const file = join(dir.path, "file");
  await Deno.writeTextFile(file, "");
  const old = join(dir.path, "old");
  await Deno.mkdir(join(old, "postgres"), { recursive: true });
  await Deno.writeTextFile(join(old, "postgres", "PG_VERSION"), "15\n");
  for (const [dataDir, message] of [[file, /file/], [old, /old: .*PostgreSQL 15/]] as const) {
    await assert.rejects(
      startEmbedded({ dataDir, log }),
      (error: AppError) =>
        error.code === "data_dir_invalid" && message.test(error.message) &&
        !error.message.includes("\n"),
    );
  }
});
