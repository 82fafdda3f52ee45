export { migrateDatabase } from "./database.ts";
export { type Gavaged, startGavaged } from "./gavaged.ts";
export {
  type ArmMeans,
  consumerTaste,
  type Generation,
  type LoopOptions,
  type LoopReport,
  runLoop,
} from "./loop/mod.ts";
export { startLotMonitor, startLotMonitorAlone } from "./lot_monitor.ts";
export type { TokenSource } from "./token_watch.ts";
export { VERSION } from "./version.ts";
