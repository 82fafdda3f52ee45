/** One measured liver, from a frame or a row, and those that were measured last. */
import { signal } from "@preact/signals";
import { type Grade, GRADES } from "../../../domain/grades.ts";
import type { SampleRow } from "../../../contract/sqal.ts";
import { ask, query } from "../api.ts";
import { instantMs } from "../format.ts";
import type { EventFrame, SampleEvent } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

export type { Grade };
export { GRADES };

export interface Sample {
  sampleId: string;
  deviceId: string;
  codeLot: string | null;
  site: string | null;
  timeMs: number;
  /** 8×8, mm from the sensor. */
  distancesMm: readonly (readonly number[])[];
  /** Counts by channel. */
  channels: Readonly<Record<string, number>>;
  score: number;
  grade: Grade;
  isCompliant: boolean;
  tofScore: number | null;
  spectralScore: number | null;
  freshness: number;
  fatQuality: number;
  oxidation: number;
  volumeMm3: number;
  liverGrams: number;
}

function sampleOfRow(row: SampleRow): Sample {
  return {
    sampleId: row.sample_id,
    deviceId: row.device_id,
    codeLot: row.lot_id,
    site: row.site_code,
    timeMs: instantMs(row.time),
    distancesMm: row.vl53l8ch_distance_matrix as number[][],
    channels: row.as7341_channels as Record<string, number>,
    score: row.fusion_final_score,
    grade: row.fusion_final_grade,
    isCompliant: row.fusion_is_compliant,
    tofScore: row.fusion_vl53l8ch_score,
    spectralScore: row.fusion_as7341_score,
    freshness: row.as7341_freshness_index,
    fatQuality: row.as7341_fat_quality_index,
    oxidation: row.as7341_oxidation_index,
    volumeMm3: row.vl53l8ch_volume_mm3,
    liverGrams: row.poids_foie_estime_g,
  };
}

function sampleOfEvent(event: SampleEvent): Sample {
  const { vl53l8ch: tof, as7341: spectral, fusion } = event;
  return {
    sampleId: event.sample_id,
    deviceId: event.device_id,
    codeLot: event.code_lot,
    site: event.site,
    timeMs: instantMs(event.timestamp),
    distancesMm: tof.raw.distance_matrix,
    channels: spectral.raw,
    score: fusion.final_score,
    grade: fusion.final_grade,
    isCompliant: fusion.is_compliant,
    tofScore: fusion.tof_score,
    spectralScore: fusion.spectral_score,
    freshness: spectral.analysis.freshness_index,
    fatQuality: spectral.analysis.fat_quality_index,
    oxidation: spectral.analysis.oxidation_index,
    volumeMm3: tof.analysis.volume_mm3,
    liverGrams: event.poids_foie_estime_g,
  };
}

/** Identifies a sample: old devices use an id again. */
export function sampleKey({ deviceId, sampleId, timeMs }: Sample): string {
  return `${deviceId}/${sampleId}/${timeMs}`;
}

/** Before any sample: the server's own default is the newest one's last day. */
const EVER = "2000-01-01";

interface Wanted {
  code_lot?: string;
  device_id?: string;
  limit: number;
}

/** Newest first. @throws ApiError. */
export async function readSamples(wanted: Wanted, signal: AbortSignal): Promise<Sample[]> {
  const path = `/api/sqal/samples${query({ ...wanted, start_time: EVER })}`;
  return (await ask<{ samples: SampleRow[] }>(path, { signal })).samples.map(sampleOfRow);
}

const LOADED = 120;
const MOST_KEPT = 400;

class Samples implements Holding {
  /** Last received first. */
  readonly recent = signal<readonly Sample[]>([]);

  async load(signal: AbortSignal): Promise<() => void> {
    const samples = await readSamples({ limit: LOADED }, signal);
    return () => this.recent.value = samples;
  }

  apply(events: readonly EventFrame[]): void {
    const fresh: Sample[] = [];
    for (const event of events) {
      if (event.type === "sensor_update") fresh.push(sampleOfEvent(event));
    }
    if (fresh.length === 0) return;
    const keys = new Set(fresh.map(sampleKey));
    const others = this.recent.value.filter((sample) => !keys.has(sampleKey(sample)));
    this.recent.value = [...fresh.reverse(), ...others].slice(0, MOST_KEPT);
  }
}

export const samples: Samples = hold(new Samples());
