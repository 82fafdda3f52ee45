/** The numbers of the simulated ESP32. All are assumptions, chosen to be plausible. */

/** How long a phase lasts, ms: shortest and longest. */
export const PHASES_MS = {
  booting: { min: 200, max: 400 },
  i2c_scan: { min: 50, max: 100 },
  wifi_connecting: { min: 300, max: 900 },
  wifi_connected: { min: 20, max: 50 },
  error: { min: 1_000, max: 2_000 },
} as const;

/** Chance that a scan misses a sensor: a loose contact, cured by the next scan. */
export const SCAN_MISS_PROBABILITY = 0.005;

export const HEARTBEAT_MS = 30_000;

/** Measurements kept while nobody acknowledges; the oldest goes first. */
export const BUFFER_SAMPLES = 1_000;
/** Samples sent and not yet acknowledged, of about 16 kB each. */
export const WINDOW_SAMPLES = 8;

export const FIRMWARE_VERSION = "2.0.0";
