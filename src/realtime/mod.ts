export { Hub, type HubLimits, type HubMetrics, type HubOptions } from "./hub.ts";
