/** The whole server in the test's own process, on a database of its own and a free port. */
import { startGavaged } from "../../src/app/mod.ts";
import { type Config, ConfigSchema } from "../../src/config/mod.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { type Logger, silentLogger } from "../../src/lib/log.ts";
import { type ServerEngine, type TestDatabase, testDatabase } from "./engines.ts";
import { type Frame, TestSocket } from "./test_socket.ts";

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly db: TestDatabase;
  /** A client of `/ws/gavage`, greeted. */
  meals(): Promise<TestSocket>;
  /** A client of `/ws/realtime/`, greeted. */
  dashboard(): Promise<TestSocket>;
  /** A client of any WebSocket of it; see that it is greeted yourself. */
  socket(path: string, options?: WebSocketOptions): Promise<TestSocket>;
  /** Asks over HTTP; the body is read as JSON. */
  api(path: string, init?: RequestInit): Promise<{ status: number; body: Frame }>;
}

export type Changes = Partial<Config> & { log?: Logger };

/** A server with a fresh database, which goes with it. */
export async function startTestServer(
  engine: ServerEngine,
  changes: Changes = {},
): Promise<TestServer> {
  const db = await testDatabase(engine);
  const server = await serve(db, changes);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** A server on a database that others use too, or that outlives it; nobody inspects its lots. */
export async function serve(
  db: TestDatabase,
  { log = silentLogger, ...changes }: Changes = {},
): Promise<TestServer> {
  const config = ConfigSchema.parse({ port: 0, database_url: db.url, monitor: false, ...changes });
  const gavaged = await startGavaged(config, { log, clock: systemClock });
  const { url } = gavaged;
  const greeted = async (path: string) => {
    const socket = await TestSocket.open(url + path);
    await socket.next("connection_established");
    return socket;
  };
  return {
    url,
    db,
    meals: () => greeted("/ws/gavage"),
    dashboard: () => greeted("/ws/realtime/"),
    socket: (path, options) => TestSocket.open(url + path, options),
    async api(path, init) {
      const response = await fetch(url + path, init);
      return { status: response.status, body: await response.json() };
    },
    [Symbol.asyncDispose]: () => gavaged.stop(),
  };
}

/** Sends meals on a connection of their own and returns the answers. */
export async function feed(server: TestServer, ...meals: readonly object[]): Promise<Frame[]> {
  await using socket = await server.meals();
  socket.send(...meals);
  return await socket.take(meals.length);
}
