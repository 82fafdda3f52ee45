/** What a device's name says about where it stands and what it inspects. */

/** The lot monitor's devices: one for each lot, named after it. */
const LOT_DEVICE = /^ESP32_SQAL_AUTO_(.+)$/i;
/** Words between the maker's prefix and the site. */
const CAMPAIGNS = new Set(["DEMO", "DOCKER", "QF"]);

/** The code of the only lot that this device inspects: `ESP32_SQAL_AUTO_LL2512001` → `LL2512001`. */
export function lotOfDevice(deviceId: string): string | undefined {
  return LOT_DEVICE.exec(deviceId)?.[1];
}

/**
 * The site code in a device's name, which nobody has checked: `ESP32_LL_01`, `ESP32_DEMO_LL_01` and
 * `ESP32_SQAL_AUTO_LL2512001` → `LL`.
 */
export function siteOfDevice(deviceId: string): string | undefined {
  const lot = lotOfDevice(deviceId);
  const [, second = "", third = ""] = deviceId.split("_");
  const site = lot?.slice(0, 2) ?? (CAMPAIGNS.has(second.toUpperCase()) ? third : second);
  return /^[a-z]{2}$/i.test(site) ? site.toUpperCase() : undefined;
}
