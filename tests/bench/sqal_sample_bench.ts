/** What one SQAL sample costs: 200 devices at 1 Hz may take a fifth of a core, so 1 ms. */
import { randomStream } from "../../simulators/kernel/mod.ts";
import {
  drawLiver,
  drawLotLivers,
  drawsFrom,
  measureSample,
  type SampleHeader,
} from "../../simulators/sqal/mod.ts";

const draws = drawsFrom(randomStream(1, "bench"));
const lot = drawLotLivers(
  { codeLot: "LL2512001", maizeGivenGramsPerDuck: 7735, profile: "foiegras_standard_barquette" },
  draws,
);
const header: SampleHeader = {
  sampleId: "ESP32_SQAL_AUTO_LL2512001_001",
  deviceId: "ESP32_LL_01",
  macAddress: "AA:BB:CC:DD:EE:FF",
  location: "Ligne A",
  firmwareVersion: "1.0.0",
  profile: "foiegras_standard_barquette",
  timeMs: Date.UTC(2025, 11, 1),
};

Deno.bench("sqal: draw, measure and analyse one liver", () => {
  measureSample({ liver: drawLiver(lot, draws), header }, draws);
});

Deno.bench("sqal: the same, and its JSON", () => {
  JSON.stringify(measureSample({ liver: drawLiver(lot, draws), header }, draws));
});
