export { migrateDatabase } from "./database.ts";
export { type Gavaged, startGavaged } from "./gavaged.ts";
export { VERSION } from "./version.ts";
