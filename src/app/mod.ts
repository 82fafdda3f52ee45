/** The whole jobs of the program. What only one of them needs is loaded when it begins. */
export { migrateDatabase } from "./database.ts";
export type { ArmMeans, Generation, LoopOptions, LoopReport } from "./loop/mod.ts";
export { type Gavaged, startGavaged } from "./start.ts";
export type { TokenSource } from "./token_watch.ts";
export { VERSION } from "./version.ts";

export const loadLoop = () => import("./loop/mod.ts");
export const loadLotMonitor = () => import("./lot_monitor.ts");
