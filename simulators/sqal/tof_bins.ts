import { STATION } from "./params.ts";
import { peaksIn, type TofHistograms, type TofReading } from "./vl53l8ch.ts";

/** What the compact histograms add to the distances: 64 values each, row by row. */
export interface BinsAnalysis {
  /** Peaks beyond the first. */
  readonly extraPeaks: readonly number[];
  /** Standard deviation of the light over the bins, in bins. */
  readonly roughness: readonly number[];
  /** Signal over signal, ambient and dark light together, 0–1. */
  readonly signalQuality: readonly number[];
  /** Entropy of the histogram over its largest, 0 (one bin) to 1 (all alike). */
  readonly texture: readonly number[];
  /** Signal brought back to the mounting height, in hundreds of counts. */
  readonly density: readonly number[];
  /** The brightest bin, 0 nearest. */
  readonly peakBin: readonly number[];
}

export function analyseBins(reading: TofReading, histograms: TofHistograms): BinsAnalysis {
  return {
    extraPeaks: histograms.map((bins) => Math.max(0, peaksIn(bins) - 1)),
    roughness: histograms.map(spread),
    signalQuality: reading.amplitudeKcps.map((signal, zone) =>
      signal / (signal + (reading.ambientKcps[zone] ?? 0) + 1)
    ),
    texture: histograms.map((bins) => entropy(bins) / Math.log(bins.length)),
    density: reading.amplitudeKcps.map((signal, zone) =>
      signal * ((reading.distanceMm[zone] ?? 0) / STATION.mountingHeightMm) ** 2 / 100
    ),
    peakBin: histograms.map((bins) => bins.indexOf(Math.max(...bins))),
  };
}

function spread(bins: readonly number[]): number {
  const centre = bins.reduce((sum, share, bin) => sum + share * bin, 0);
  const variance = bins.reduce((sum, share, bin) => sum + share * (bin - centre) ** 2, 0);
  return Math.sqrt(variance);
}

function entropy(bins: readonly number[]): number {
  return -bins.reduce((sum, share) => share > 0 ? sum + share * Math.log(share) : sum, 0);
}
