/** Where a server is, from the one address that a user gives. */
import { AppError, messageOf } from "../../src/lib/errors.ts";

export interface SensorEndpoints {
  /** The WebSocket that takes samples. */
  readonly sensors: string;
  /** Where the REST paths begin, without a trailing slash. */
  readonly api: string;
}

const SENSORS_PATH = "/ws/sensors";

/**
 * `ws://host:8000/ws/sensors/`, `https://host`, `wss://host/behind/a/proxy`: scheme and path may be
 * left to us, the rest of the path stays.
 *
 * @throws AppError `usage`
 */
export function sensorEndpointsOf(address: string): SensorEndpoints {
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
  const prefix = path.endsWith(SENSORS_PATH) ? path.slice(0, -SENSORS_PATH.length) : path;
  const rest = `://${url.host}${prefix}`;
  return {
    // Older servers know this path with its slash only.
    sensors: `${secure ? "wss" : "ws"}${rest}${SENSORS_PATH}/`,
    api: `${secure ? "https" : "http"}${rest}`,
  };
}
