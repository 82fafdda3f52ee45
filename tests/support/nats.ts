/** A real NATS server with JetStream, on a free loopback port and in a folder of its own. */
import { join } from "node:path";
import { until } from "./until.ts";

const PROGRAM = "/usr/sbin/nats-server";

export interface TestNats extends AsyncDisposable {
  /** As the setting `nats` takes it; the same after a restart. */
  readonly url: string;
  /** Ends the process at once: what was in memory is lost. */
  kill(): Promise<void>;
  /** Starts it again at its address. */
  restart(): Promise<void>;
  /** It keeps its connections and does not answer, until it is told to go on. */
  freeze(): void;
  thaw(): void;
}

export async function startNats(...flags: string[]): Promise<TestNats> {
  await Deno.stat(PROGRAM).catch(() => {
    throw new Error(`these tests need ${PROGRAM}: apt-get install nats-server`);
  });
  const dir = await Deno.makeTempDir({ prefix: "gavaged-nats-" });
  const run = (port: number) =>
    new Deno.Command(PROGRAM, {
      args: [
        "--jetstream",
        ...["--addr", "127.0.0.1", "--port", String(port)],
        ...["--store_dir", dir, "--ports_file_dir", dir],
        ...flags,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  // -1 takes a free port, which it writes down once it listens.
  let server = run(-1);
  const listening = () =>
    until("NATS to listen", async () => {
      const text = await Deno.readTextFile(join(dir, `nats-server_${server.pid}.ports`))
        .catch(() => "");
      return text.endsWith("}") && new URL((JSON.parse(text) as { nats: [string] }).nats[0]);
    });
  const { port } = await listening();
  const end = async (signal: Deno.Signal) => {
    try {
      server.kill(signal);
    } catch {
      // It has ended already.
    }
    await server.status;
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    kill: () => end("SIGKILL"),
    async restart() {
      server = run(Number(port));
      await listening();
    },
    freeze: () => server.kill("SIGSTOP"),
    thaw: () => server.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
      await Deno.remove(dir, { recursive: true });
    },
  };
}
