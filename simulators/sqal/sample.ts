import type { GradeTable } from "../../src/domain/grades.ts";
import { fusionFrame } from "./_fusion_frame.ts";
import { rounded } from "./_rounding.ts";
import { spectralFrame } from "./_spectral_frame.ts";
import { tofFrame } from "./_tof_frame.ts";
import { measureSpectrum } from "./as7341.ts";
import type { Draws } from "./draws.ts";
import { fuse } from "./fusion.ts";
import type { Liver } from "./liver.ts";
import { surfaceOf } from "./liver_surface.ts";
import { STATION } from "./params.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import { analyseSpectrum, type SpectralAnalysis } from "./spectral_analyser.ts";
import { analyseTof, type TofAnalysis } from "./tof_analyser.ts";
import { measureTof } from "./vl53l8ch.ts";

/** Who measures, when, and under which names. */
export interface SampleHeader {
  readonly sampleId: string;
  readonly deviceId: string;
  readonly macAddress: string;
  readonly location: string;
  readonly firmwareVersion: string;
  readonly profile: QualityProfileName;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly lotAbattage?: string;
  readonly eleveur?: string;
  readonly provenance?: string;
  readonly siteCode?: string;
}

/** A measured sample, or why there is none: an instrument saw no liver. */
export type Sample =
  | { readonly kind: "sample"; readonly frame: SensorDataFrame; readonly truth: SampleTruth }
  | { readonly kind: "not_measured"; readonly reason: string };

/** The wire's `sensor_data`, flat form. */
export type SensorDataFrame = ReturnType<typeof frameOf>;

/** What the liver really is, to score the analysers with. Never part of the frame. */
export interface SampleTruth {
  readonly massGrams: number;
  readonly volumeMm3: number;
  readonly freshness: number;
  readonly fatQuality: number;
  readonly oxidation: number;
  readonly uniformity: number;
  readonly quality: string;
  readonly defects: readonly string[];
}

/** Measures a liver with both instruments, analyses and grades it, and makes the frame to send. */
export function measureSample(
  { liver, header, gradeTable }: { liver: Liver; header: SampleHeader; gradeTable?: GradeTable },
  draws: Draws,
): Sample {
  const room = drawRoom(draws);
  const surface = surfaceOf(liver);
  const { reading, histograms } = measureTof({ surface, ambientKlux: room.ambientKlux }, draws);
  const tof = analyseTof(reading, gradeTable);
  const spectral = analyseSpectrum(measureSpectrum(liver, draws), { table: gradeTable });
  if (tof.kind !== "liver") return { kind: "not_measured", reason: reasonOf(tof) };
  if (spectral.kind !== "liver") return { kind: "not_measured", reason: reasonOf(spectral) };
  const fusion = fuse({ tof, spectral }, gradeTable);
  const frame = frameOf({
    codeLot: liver.codeLot,
    header,
    room,
    vl53l8ch: tofFrame({ analysis: tof, reading, histograms, epochSeconds: header.timeMs / 1000 }),
    as7341: spectralFrame({ analysis: spectral, meta: sensorMeta(header, room) }),
    fusion: fusionFrame({ tof, spectral, fusion, sampleId: header.sampleId }),
  });
  return { kind: "sample", frame, truth: truthOf(liver) };
}

function reasonOf(failed: Exclude<TofAnalysis | SpectralAnalysis, { kind: "liver" }>): string {
  return `${failed.kind}: ${failed.reason}`;
}

interface Room {
  readonly celsius: number;
  readonly humidityPercent: number;
  readonly ambientKlux: number;
}

function drawRoom(draws: Draws): Room {
  const around = ({ mean, sd }: { mean: number; sd: number }) => mean + sd * draws.normal();
  return {
    celsius: around(STATION.roomCelsius),
    humidityPercent: around(STATION.roomHumidityPercent),
    ambientKlux: Math.max(0, around(STATION.ambientKlux)),
  };
}

function sensorMeta(header: SampleHeader, room: Room): Record<string, string | number> {
  return {
    timestamp: isoTime(header.timeMs),
    device_id: header.deviceId,
    mac_address: header.macAddress,
    location: header.location,
    temperature_c: rounded(room.celsius, 1),
    ambient_light: rounded(1000 * room.ambientKlux, 0),
  };
}

function frameOf(
  { codeLot, header, room, vl53l8ch, as7341, fusion }: {
    codeLot: string;
    header: SampleHeader;
    room: Room;
    vl53l8ch: ReturnType<typeof tofFrame>;
    as7341: ReturnType<typeof spectralFrame>;
    fusion: ReturnType<typeof fusionFrame>;
  },
) {
  return {
    type: "sensor_data" as const,
    timestamp: isoTime(header.timeMs),
    sample_id: header.sampleId,
    device_id: header.deviceId,
    location: header.location,
    lot_id: codeLot,
    // An absent name stays absent: the server tells "not sent" from "sent empty".
    ...(header.lotAbattage !== undefined && { lot_abattage: header.lotAbattage }),
    ...(header.eleveur !== undefined && { eleveur: header.eleveur }),
    ...(header.provenance !== undefined && { provenance: header.provenance }),
    ...(header.siteCode !== undefined && { site_code: header.siteCode }),
    vl53l8ch,
    as7341,
    fusion,
    meta: {
      device_id: header.deviceId,
      firmware_version: header.firmwareVersion,
      temperature_c: rounded(room.celsius, 1),
      humidity_percent: rounded(room.humidityPercent, 1),
      config_profile: header.profile,
    },
  };
}

function truthOf(liver: Liver): SampleTruth {
  return {
    massGrams: rounded(liver.massGrams, 2),
    volumeMm3: rounded(liver.volumeMm3, 0),
    freshness: rounded(liver.freshness, 4),
    fatQuality: rounded(liver.fatQuality, 4),
    oxidation: rounded(liver.oxidation, 4),
    uniformity: rounded(liver.uniformity, 4),
    quality: liver.quality,
    defects: liver.defects.map(({ kind }) => kind),
  };
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
