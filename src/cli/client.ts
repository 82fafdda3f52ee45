/** A running server as its clients reach it: where it is, who we are, what it answers. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Credentials, refusalText, withToken } from "../../simulators/kernel/mod.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import { noAnswerReason } from "../lib/no_answer.ts";

export const DEFAULT_URL = "http://127.0.0.1:8000";
const TIMEOUT_MS = 30_000;

/** Accepts what `simulate` accepts: any of http, https, ws, wss, with or without a path. */
export function serverUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) {
    throw new InvalidArgumentError("Expected a server like http://127.0.0.1:8000.");
  }
  return url.origin === "null"
    ? `${url.protocol.replace("ws", "http")}//${url.host}`
    : url.origin.replace(/^ws/, "http");
}

let token: string | undefined;

/**
 * Lets every command with `--url` show an access token: by `--token`, `GAVAGED_TOKEN`, or a file
 * that `GAVAGED_TOKEN_FILE` names. One process is one client, so it is kept here.
 */
export function addTokenOption(command: Command): void {
  if (!command.options.some(({ long }) => long === "--url")) return;
  command.addOption(
    new Option("--token <token>", "access token that the server asks for").env("GAVAGED_TOKEN"),
  );
  command.hook("preAction", () => {
    token = command.opts<{ token?: string }>().token || tokenFromFile();
  });
}

/** For a client of a server in its own process. */
export function useToken(own: string): void {
  token = own;
}

/** How this process opens connections to its server. */
export function credentials(): Credentials {
  return withToken(token);
}

function tokenFromFile(): string | undefined {
  const path = Deno.env.get("GAVAGED_TOKEN_FILE");
  if (!path) return undefined;
  try {
    return Deno.readTextFileSync(path).trim();
  } catch (cause) {
    const message = `GAVAGED_TOKEN_FILE: cannot read ${path}: ${messageOf(cause)}`;
    throw new AppError("config_invalid", message, { cause });
  }
}

/** @throws AppError `server_refused`, naming the address and what it answered. */
export async function getJson<T>(url: string, path: string): Promise<T> {
  return accepted(await ask<T>(url, path));
}

/** As `getJson`, and undefined where there is no such thing. */
export async function findJson<T>(url: string, path: string): Promise<T | undefined> {
  const answer = await ask<T>(url, path);
  return answer.status === 404 ? undefined : accepted(answer);
}

/** As `getJson`, with a body to send. */
export async function postJson<T>(url: string, path: string, body: unknown): Promise<T> {
  return accepted(
    await ask<T>(url, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

interface Answer<T> {
  address: URL;
  status: number;
  ok: boolean;
  body: T | { detail?: unknown } | undefined;
}

async function ask<T>(url: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
  const address = new URL(path, url);
  let response: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await credentials().fetch(address, { ...init, signal });
  } catch (cause) {
    throw new AppError(
      "server_refused",
      `cannot reach ${address.origin}: ${noAnswerReason(cause)}; \`gavaged serve\` starts a server`,
      { cause },
    );
  }
  const { status, ok } = response;
  return { address, status, ok, body: await response.json().catch(() => undefined) };
}

function accepted<T>({ address, status, ok, body }: Answer<T>): T {
  if (ok) return body as T;
  const detail = (body as { detail?: unknown } | undefined)?.detail;
  const refusal = refusalText(status, String(detail ?? "no reason given"));
  throw new AppError("server_refused", `${address.href} answered ${refusal}`);
}
