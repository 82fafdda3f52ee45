/** Quality control: finished lots, inspected exactly once. */
export {
  type InspectionOutcome,
  type InspectionQueue,
  type InspectLot,
  LotMonitor,
  type LotMonitorOptions,
  type LotMonitorTiming,
} from "./lot_monitor.ts";
export { DeviceWatch, type DeviceWatchOptions, type HeardDevice } from "./device_watch.ts";
