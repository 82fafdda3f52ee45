export type { Sees } from "./session.ts";
export { Hub, type HubLimits, type HubMetrics, type HubOptions } from "./hub.ts";
export { NatsBus, type NatsOptions } from "./nats_bus.ts";
export { type PublishOptions, SharedEvents } from "./shared_events.ts";
