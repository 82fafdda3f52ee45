/** A liver and the two instruments that look at it: pure models, no clock, no I/O. */
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
