/** What of a server the ESP32 devices speak with. */
import { serverEndpoints } from "../kernel/mod.ts";

export interface SensorEndpoints {
  /** The WebSocket that takes samples. */
  readonly sensors: string;
  /** Where the REST paths begin, without a trailing slash. */
  readonly api: string;
}

/** @throws AppError `usage`, see `serverEndpoints` */
export function sensorEndpointsOf(address: string): SensorEndpoints {
  // Older servers know this path with its slash only.
  const { socket, api } = serverEndpoints(address, "/ws/sensors/");
  return { sensors: socket, api };
}
