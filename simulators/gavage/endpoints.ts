/** What of a server the gavage simulator speaks with. */
import { serverEndpoints } from "../kernel/mod.ts";

export interface Endpoints {
  /** The WebSocket that takes meals, asked to join its answers; an older server gives one a frame. */
  readonly meals: string;
  /** The resource that creates lots. */
  readonly lots: string;
}

/** @throws AppError `usage`, see `serverEndpoints` */
export function endpointsOf(address: string): Endpoints {
  const { socket, api } = serverEndpoints(address, "/ws/gavage");
  return { meals: `${socket}?answers=lines`, lots: `${api}/api/lots` };
}
