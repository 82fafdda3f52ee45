import { DEFECT_PHYSICS, defectStrength } from "./defects.ts";
import type { Liver, Lobe } from "./liver.ts";
import { STATION, VL53L8CH } from "./params.ts";
import {
  backgroundAbsorption,
  fatScattering,
  PIGMENT_ABSORPTION,
  PIGMENTS,
  reflectanceFrom,
} from "./pigments.ts";
import { addTexture, type Texture } from "./texture.ts";

/** Side of a cell of the surface grid, mm, and cells along one side: 260 mm, more than the sensor sees. */
export const CELL_MM = 5;
export const CELLS = 52;

/** What lies on the tray, over a square grid centred on it, row by row (`y·CELLS + x`). */
export interface Surface {
  /** Height over the tray floor at the cell's centre, mm; 0 where there is none. */
  readonly heightsMm: Float64Array;
  /** Diffuse reflectance at the emitter's wavelength, 0–1. */
  readonly reflectance: Float64Array;
}

/** Relative height of the unevenness and relative contrast of the mottling when uniformity is 0. */
const BUMPS_AT_ZERO = 0.3;
export const MOTTLE_AT_ZERO = 0.6;
/** Skin roughness, mm: of a perfect liver, and added when uniformity is 0. */
const ROUGHNESS_MM = { perfect: 0.2, added: 2 };

export function emptyTray(): Surface {
  return {
    heightsMm: new Float64Array(CELLS * CELLS),
    reflectance: new Float64Array(CELLS * CELLS).fill(STATION.trayReflectance),
  };
}

/** The liver on the tray. Its grid holds exactly the liver's volume, whatever its shape and defects. */
export function surfaceOf(liver: Liver): Surface {
  const surface = emptyTray();
  const { heightsMm, reflectance } = surface;
  const fat = fatReflectance(liver);
  const unevenness = 1 - liver.uniformity;
  const bumps = textureGrid(liver, liver.bumps, BUMPS_AT_ZERO * unevenness);
  const mottle = textureGrid(liver, liver.mottle, MOTTLE_AT_ZERO * unevenness);
  const roughnessMm = ROUGHNESS_MM.perfect + ROUGHNESS_MM.added * unevenness;
  const roughness = textureGrid(liver, liver.roughness, roughnessMm);
  const cos = Math.cos(liver.pose.turn);
  const sin = Math.sin(liver.pose.turn);
  let filledMm3 = 0;
  let column = -1;
  let row = 0;
  for (let cell = 0; cell < heightsMm.length; cell++) {
    if (++column === CELLS) {
      column = 0;
      row++;
    }
    const dx = cellCentreMm(column) - liver.pose.xMm;
    const dy = cellCentreMm(row) - liver.pose.yMm;
    const xMm = dx * cos + dy * sin;
    const yMm = dy * cos - dx * sin;
    const smooth = lobesHeight(liver.lobes, xMm, yMm);
    if (smooth <= 0) continue;
    // Roughness fades towards the rim, where there is no liver left to be rough.
    let height = smooth * (1 + bumps[cell]!) + roughness[cell]! * Math.min(1, smooth / 10);
    let shine = fat * Math.max(0.1, 1 + mottle[cell]!);
    for (const defect of liver.defects) {
      const strength = defectStrength(defect, xMm, yMm);
      height += strength * defect.reliefMm;
      const factor = DEFECT_PHYSICS[defect.kind].reflectanceFactor;
      shine *= 1 - strength * defect.severity * (1 - factor);
    }
    heightsMm[cell] = Math.max(0.5, height);
    reflectance[cell] = shine;
    filledMm3 += heightsMm[cell]! * CELL_MM * CELL_MM;
  }
  const correction = liver.volumeMm3 / filledMm3;
  for (let cell = 0; cell < heightsMm.length; cell++) heightsMm[cell]! *= correction;
  return surface;
}

function textureGrid({ pose }: Liver, texture: Texture, amplitude: number): Float64Array {
  const grid = new Float64Array(CELLS * CELLS);
  addTexture(grid, { texture, amplitude, side: CELLS, cellMm: CELL_MM, pose });
  return grid;
}

/** Coordinate of a cell's centre from the tray's centre, mm. */
export function cellCentreMm(index: number): number {
  return (index - (CELLS - 1) / 2) * CELL_MM;
}

function lobesHeight(lobes: readonly Lobe[], xMm: number, yMm: number): number {
  let height = 0;
  for (const lobe of lobes) {
    const along = xMm / lobe.halfLengthMm;
    const across = (yMm - lobe.yMm) / lobe.halfWidthMm;
    const squared = along * along + across * across;
    if (squared >= 1) continue;
    height = Math.max(height, lobe.peakMm * (1 - squared * Math.sqrt(Math.sqrt(squared))));
  }
  return height;
}

function fatReflectance({ chemistry }: Liver): number {
  const nm = VL53L8CH.wavelengthNm;
  let absorption = backgroundAbsorption(nm);
  for (const pigment of PIGMENTS) {
    absorption += chemistry[pigment] * PIGMENT_ABSORPTION[pigment](nm);
  }
  return reflectanceFrom(absorption / (chemistry.scattering * fatScattering(nm)));
}
