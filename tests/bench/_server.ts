/** The server as its own process: from source, or the binary that `E2E_BINARY` names. */
export interface BenchServer extends AsyncDisposable {
  url: string;
  pid: number;
  /** From the start of the process to its `listening` line. */
  readyMs: number;
  /** CPU seconds used so far by the server itself and by its database. Linux only. */
  cpuSeconds(): Promise<{ server: number; database: number }>;
}

export async function startServer(
  dataDir: string,
  args: readonly string[] = [],
): Promise<BenchServer> {
  const startMs = performance.now();
  const binary = Deno.env.get("E2E_BINARY");
  const source = binary ? [] : ["run", "-A", "--no-check", "main.ts"];
  const child = new Deno.Command(binary ?? Deno.execPath(), {
    args: [
      ...source,
      ...["serve", "--port", "0", "--data-dir", dataDir, "--log-format", "json"],
      ...args,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { promise, resolve } = Promise.withResolvers<string>();
  const listening = (async () => {
    let text = "";
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const line = text.split("\n").find((l) => l.includes('"msg":"listening"') && l.endsWith("}"));
      if (line) resolve(JSON.parse(line).url);
    }
    throw new Error(`the server ended: ${text}`);
  })();
  const url = await Promise.race([promise, listening]);
  listening.catch(() => {});
  return {
    url,
    pid: child.pid,
    readyMs: performance.now() - startMs,
    async cpuSeconds() {
      const [server, ...database] = await Promise.all(
        (await processTree(child.pid)).map(cpuSecondsOf),
      );
      return { server: server!, database: database.reduce((sum, each) => sum + each, 0) };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** A process and all below it, by process id. */
export async function processTree(pid: number): Promise<number[]> {
  const tasks = await Array.fromAsync(Deno.readDir(`/proc/${pid}/task`));
  const children = await Promise.all(
    tasks.map(({ name }) => Deno.readTextFile(`/proc/${pid}/task/${name}/children`)),
  );
  const pids = children.join(" ").split(/\s+/).filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(pids.map(processTree))).flat()];
}

const TICKS_PER_SECOND = 100;

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
