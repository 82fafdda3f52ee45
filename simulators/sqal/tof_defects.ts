import type { DefectKind } from "./defects.ts";
import { VL53L8CH } from "./params.ts";
import { mean, type ZoneMap } from "./tof_zones.ts";

/** A defect that the shape or the shine of a zone gives away. */
export interface TofDefect {
  readonly kind: DefectKind;
  readonly row: number;
  readonly column: number;
  /** 0–1. */
  readonly severity: number;
  /** Height less that of the zones around, mm. */
  readonly deviationMm: number;
}

/** A zone this much darker than those beside it is suspect, also in multiples of the liver's contrast. */
const DARK_SHARE = 0.16;
const DARK_CONTRASTS = 1.3;
/** A zone this far below or above those beside it is suspect, mm. */
const HOLLOW_MM = 4;
const BUMP_MM = 16;

/**
 * Looks for zones of the liver's core that stand out from the two beside them along the liver. (Across
 * it the cleft between the lobes stands out on every liver.) With 26 mm zones it finds what is about
 * that large: most bruises and soft spots, few veins. Colour is the spectral sensor's part.
 */
export function findTofDefects(
  map: ZoneMap,
  { core, contrast }: { core: readonly number[]; contrast: number },
): TofDefect[] {
  return core.flatMap((zone) => {
    const beside = [zone - 1, zone + 1];
    const column = zone % SIDE;
    if (column === 0 || column === SIDE - 1 || !beside.every((other) => map.occupied[other])) {
      return [];
    }
    const deviationMm = map.heightMm[zone]! - mean(beside.map((other) => map.heightMm[other]!));
    const darkness = 1 - map.reflectancePercent[zone]! /
        mean(beside.map((other) => map.reflectancePercent[other]!));
    const kind = kindOf({ deviationMm, darkness, contrast });
    if (!kind) return [];
    const severity = Math.min(1, Math.max(2 * darkness, Math.abs(deviationMm) / 25));
    return [{ kind, row: Math.floor(zone / SIDE), column, severity, deviationMm }];
  });
}

function kindOf(
  { deviationMm, darkness, contrast }: { deviationMm: number; darkness: number; contrast: number },
): DefectKind | undefined {
  const dark = darkness > Math.max(DARK_SHARE, DARK_CONTRASTS * contrast);
  if (deviationMm > BUMP_MM && dark) return "foreign_body";
  if (deviationMm < -HOLLOW_MM) return dark ? "cut" : "softness";
  return dark ? "haematoma" : undefined;
}

const SIDE = VL53L8CH.zonesPerSide;
