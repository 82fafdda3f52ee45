/**
 * The whole program as a child process: from source, or the binary that `E2E_BINARY` names.
 *
 * Each program runs in a folder of its own, with none of the caller's settings.
 */
import { ok } from "node:assert/strict";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How long a program may take to say what a test waits for. */
const patienceMs = 60_000;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A JSON line of the program's log. */
export type LogLine = Record<string, unknown>;

export interface ProgramOptions {
  /** Where it runs; a new empty folder by default. */
  readonly folder?: string;
  /** Added to an environment that holds nothing of the program's. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is run, before its arguments; the program by default. */
  readonly command?: readonly string[];
}

/** Runs the program to its end. */
export async function run(args: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  await using program = await Program.start(args, options);
  return await program.ended();
}

/**
 * A running program. `await using` stops it when the test leaves, and removes its folder.
 */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #outcome: Promise<Outcome>;
  readonly #waits = new Set<(line: string) => void>();
  readonly #lines: string[] = [];
  readonly #ownFolder: boolean;

  private constructor(child: Deno.ChildProcess, readonly folder: string, ownFolder: boolean) {
    this.#child = child;
    this.#ownFolder = ownFolder;
    const hear = (line: string) => {
      this.#lines.push(line);
      for (const wait of this.#waits) wait(line);
    };
    const stdout = readText(child.stdout, hear);
    const stderr = readText(child.stderr, hear);
    this.#outcome = Promise.all([child.status, stdout, stderr])
      .then(([{ code }, stdout, stderr]) => ({ code, stdout, stderr }));
  }

  static async start(args: readonly string[], options: ProgramOptions = {}): Promise<Program> {
    const folder = options.folder ?? await emptyFolder();
    const [program = "", ...first] = options.command ?? programCommand();
    const child = new Deno.Command(program, {
      args: [...first, ...args],
      cwd: folder,
      clearEnv: true,
      env: { ...neutralEnv(), ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return new Program(child, folder, options.folder === undefined);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The address that `serve` reports once it listens, such as `http://127.0.0.1:43210`. */
  async listening(): Promise<string> {
    const { url } = await this.logged("listening");
    ok(typeof url === "string", `read the address: url is ${JSON.stringify(url)}`);
    return url;
  }

  /** The first log line with this message, said already or still to come. */
  logged(message: string): Promise<LogLine> {
    return this.#first(`the log line "${message}"`, (line) => {
      const fields = parseLine(line);
      return fields?.msg === message ? fields : undefined;
    });
  }

  /** The first line like this on stdout or stderr, said already or still to come. */
  said(pattern: RegExp): Promise<string> {
    return this.#first(`a line like ${pattern}`, (line) => pattern.test(line) ? line : undefined);
  }

  #first<T>(what: string, read: (line: string) => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const wait = (line: string) => {
      const found = read(line);
      if (found !== undefined) resolve(found);
    };
    const giveUp = (reason: string) =>
      reject(new Error(`wait for ${what}: ${reason}\n${this.#lines.join("\n")}`));
    const timer = setTimeout(() => giveUp(`nothing in ${patienceMs} ms`), patienceMs);
    this.#outcome.then(({ code }) => giveUp(`the program ended with ${code}`));
    this.#lines.forEach(wait);
    this.#waits.add(wait);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waits.delete(wait);
    });
  }

  /** Waits for the program to end by itself. */
  async ended(): Promise<Outcome> {
    const timer = setTimeout(() => this.#kill("SIGKILL"), patienceMs);
    return await this.#outcome.finally(() => clearTimeout(timer));
  }

  /** Asks the program to stop, and waits until it has. */
  stop(signal: Deno.Signal = "SIGTERM"): Promise<Outcome> {
    this.#kill(signal);
    return this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#ownFolder) await Deno.remove(this.folder, { recursive: true });
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      // Ended on its own already.
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

/** A new folder that a database server, which never runs as root, may look into. */
export async function emptyFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "gavaged-e2e-" });
  await Deno.chmod(folder, 0o755);
  return folder;
}

/** Runs the program, before its arguments. */
export function programCommand(): string[] {
  const binary = Deno.env.get("E2E_BINARY");
  if (binary) return [resolve(root, binary)];
  return [Deno.execPath(), "run", "--quiet", "-A", join(root, "main.ts")];
}

/** What a program needs from its surroundings, and nothing that configures this one. */
function neutralEnv(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "DENO_DIR", "XDG_CACHE_HOME", "SystemRoot"];
  const env = kept.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(env), NO_COLOR: "1" };
}

/** What is no JSON line is no log line: Deno's own messages, a program's last words. */
function parseLine(line: string): LogLine | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function readText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void = () => {},
): Promise<string> {
  let all = "";
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    all += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  }
  return all;
}
