/** What every simulator is built from: time, chance, events and transports. */
export { ACCESS_REFUSED, refusalText } from "./access_refusal.ts";
export { type ServerEndpoints, serverEndpoints } from "./endpoints.ts";
export { AcceleratedClock, type Acceleration } from "./accelerated_clock.ts";
export type { ClientSocket, ClientSocketEvents, OpenSocket } from "./client_socket.ts";
export { denoSocketsWith, openDenoSocket } from "./deno_socket.ts";
export { type Credentials, withToken } from "./with_token.ts";
export {
  pick,
  type Range,
  standardNormals,
  uniform,
  unitExponentials,
  wholeNumber,
} from "./distributions.ts";
export { inProcessTransport } from "./in_process_transport.ts";
export { type Gate, Kernel, type KernelEnd } from "./kernel.ts";
export type { LatenessSummary } from "./lateness.ts";
export type { RandomSource } from "./random_source.ts";
export { RandomStream, randomStream } from "./random_streams.ts";
export { ndjsonTransport, recordingTransport } from "./recording_transport.ts";
export type {
  ConnectionState,
  Outcome,
  OutgoingFrame,
  Transport,
  TransportCounts,
  TransportEvents,
} from "./transport.ts";
export {
  type Answer,
  WebSocketTransport,
  type WebSocketTransportOptions,
} from "./websocket_transport.ts";
