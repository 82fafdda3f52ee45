export { migrateDatabase } from "./database.ts";
export { type Gavaged, startGavaged } from "./gavaged.ts";
export { startLotMonitor, startLotMonitorAlone } from "./lot_monitor.ts";
export { VERSION } from "./version.ts";
