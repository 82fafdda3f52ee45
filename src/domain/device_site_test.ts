import assert from "node:assert/strict";
import { lotOfDevice, siteOfDevice } from "./device_site.ts";

const sites: [string, string | undefined][] = [
  ["ESP32_LL_01", "LL"],
  ["ESP32_ls_01", "LS"],
  ["ESP32_DEMO_LL_01", "LL"],
  ["ESP32_docker_MT_01", "MT"],
  ["ESP32_QF_LL_01", "LL"],
  ["ESP32_SQAL_AUTO_LL2512001", "LL"],
  ["ESP32_BS_01", "BS"],
  ["ESP32_DEMO_01", undefined],
  ["ESP32_STRESS_01", undefined],
  ["ESP32-AB12CD34", undefined],
  ["ESP32", undefined],
];
for (const [device, site] of sites) {
  Deno.test(`siteOfDevice ${device} is ${site}`, () => assert.equal(siteOfDevice(device), site));
}

Deno.test("lotOfDevice reads the lot that a monitor's device inspects", () => {
  assert.equal(lotOfDevice("ESP32_SQAL_AUTO_LL2512001B"), "LL2512001B");
  assert.equal(lotOfDevice("ESP32_SQAL_AUTO"), undefined);
  assert.equal(lotOfDevice("ESP32_LL_01"), undefined);
});
