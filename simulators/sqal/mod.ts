/** Livers, the two instruments that look at them, and the devices that carry the instruments. */
export { type Draws, drawsFrom } from "./draws.ts";
export { drawLotLivers, type LotContext, type LotLivers } from "./lot_livers.ts";
export { drawLiver, type Liver } from "./liver.ts";
export {
  measureSample,
  type Sample,
  type SampleHeader,
  type SampleTruth,
  type SensorDataFrame,
} from "./sample.ts";
export { QUALITY_PROFILES, type QualityProfileName } from "./quality_profiles.ts";
export { analyseTof, type TofAnalysis } from "./tof_analyser.ts";
export { analyseSpectrum, type SpectralAnalysis } from "./spectral_analyser.ts";
export { fuse, type Fusion } from "./fusion.ts";
export { fetchJson, jsonOver } from "./deno_json.ts";
export { sensorEndpointsOf } from "./endpoints.ts";
export type { Esp32Status, Leds } from "./esp32.ts";
export type { SqalEvent, SqalOutcome, SqalSummary } from "./events.ts";
export {
  type InspectionOptions,
  type InspectionResult,
  inspectLot,
  type LotToInspect,
} from "./inspection.ts";
export { runSqal, type SqalDeps, type SqalOptions } from "./run.ts";
export type { OutgoingSample } from "./sensor_protocol.ts";
