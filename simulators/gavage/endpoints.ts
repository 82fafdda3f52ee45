/** Where a server is, from the one address that a user gives. */
import { AppError, messageOf } from "../../src/lib/errors.ts";

export interface Endpoints {
  /** The WebSocket that takes meals. */
  readonly meals: string;
  /** The resource that creates lots. */
  readonly lots: string;
}

const MEALS_PATH = "/ws/gavage";

/**
 * `ws://host:8000/ws/gavage`, `https://host`, `wss://host/behind/a/proxy`: scheme and meal path may
 * be left to us, the rest of the path stays.
 */
export function endpointsOf(address: string): Endpoints {
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
  const prefix = path.endsWith(MEALS_PATH) ? path.slice(0, -MEALS_PATH.length) : path;
  const rest = `://${url.host}${prefix}`;
  return {
    meals: `${secure ? "wss" : "ws"}${rest}${MEALS_PATH}`,
    lots: `${secure ? "https" : "http"}${rest}/api/lots`,
  };
}
