/** A running server, asked over HTTP by the commands that are tools. */
import { InvalidArgumentError } from "commander";
import { AppError, messageOf } from "../lib/errors.ts";

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

/** @throws AppError `server_refused`, naming the address and what it answered. */
export async function getJson<T>(url: string, path: string): Promise<T> {
  const address = new URL(path, url);
  let response: Response;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new AppError("server_refused", `cannot reach ${address.origin}: ${messageOf(cause)}`, {
      cause,
    });
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  const detail = (body as { detail?: unknown } | undefined)?.detail;
  throw new AppError(
    "server_refused",
    `${address.href} answered ${response.status}: ${detail ?? "no reason"}`,
  );
}
