export { envName, flagName, loadConfig, redacted } from "./load.ts";
export { type Config, CONFIG_KEYS, type ConfigKey, ConfigSchema } from "./schema.ts";
