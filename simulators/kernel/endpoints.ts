/** Where a server is, from the one address that a user gives. */
import { AppError, messageOf } from "../../src/lib/errors.ts";

export interface ServerEndpoints {
  /** The WebSocket at the path asked for. */
  readonly socket: string;
  /** Where the REST paths begin, without a trailing slash. */
  readonly api: string;
}

/**
 * `ws://host:8000/ws/gavage`, `https://host`, `wss://host/behind/a/proxy`: scheme and `socketPath`
 * may be left to us, the rest of the path stays.
 *
 * @throws AppError `usage`
 */
export function serverEndpoints(address: string, socketPath: string): ServerEndpoints {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new AppError("usage", `read the server's address: ${messageOf(cause)}, got ${address}`, {
      cause,
    });
  }
  if (!["ws:", "wss:", "http:", "https:"].includes(url.protocol)) {
    throw new AppError(
      "usage",
      `read the server's address: expected ws, wss, http or https, got ${address}`,
    );
  }
  const secure = url.protocol === "wss:" || url.protocol === "https:";
  const path = url.pathname.replace(/\/+$/, "");
  const bare = socketPath.replace(/\/$/, "");
  const prefix = path.endsWith(bare) ? path.slice(0, -bare.length) : path;
  const rest = `://${url.host}${prefix}`;
  return {
    socket: `${secure ? "wss" : "ws"}${rest}${socketPath}`,
    api: `${secure ? "https" : "http"}${rest}`,
  };
}
