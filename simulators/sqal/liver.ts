import { type Defect, drawDefects } from "./defects.ts";
import type { Draws } from "./draws.ts";
import { drawLiverMass, type LotLivers } from "./lot_livers.ts";
import { STATION } from "./params.ts";
import { type Chemistry, chemistryOf, type ColourState } from "./pigments.ts";
import {
  classAt,
  QUALITY_CLASSES,
  QUALITY_PROFILES,
  type QualityClassName,
} from "./quality_profiles.ts";
import { drawTexture, type Texture } from "./texture.ts";

/** One liver as it is: the truth both instruments look at. */
export interface Liver extends ColourState {
  readonly codeLot: string;
  readonly quality: QualityClassName;
  readonly massGrams: number;
  readonly volumeMm3: number;
  /** Evenness of shape and colour, 0–1. */
  readonly uniformity: number;
  readonly chemistry: Chemistry;
  readonly lobes: readonly Lobe[];
  /** Pose on the tray: centre in mm from the tray's, turn of the long axis in radians. */
  readonly pose: { readonly xMm: number; readonly yMm: number; readonly turn: number };
  /** Large-scale unevenness of the shape and of the colour, and the fine roughness of the skin. */
  readonly bumps: Texture;
  readonly mottle: Texture;
  readonly roughness: Texture;
  readonly defects: readonly Defect[];
}

/** A lobe: height `peak·(1 − r^2.5)` over an ellipse, r from 0 in its centre to 1 on its rim. */
export interface Lobe {
  readonly yMm: number;
  readonly halfLengthMm: number;
  readonly halfWidthMm: number;
  readonly peakMm: number;
}

/** A 545 cm³ liver: 184 mm long, about 150 wide, 50 thick. Literature gives 18–22 × 12–16 × 5–6 cm. */
const TYPICAL_LOBES: readonly Lobe[] = [
  { yMm: -30, halfLengthMm: 92, halfWidthMm: 46, peakMm: 51 },
  { yMm: 42, halfLengthMm: 74, halfWidthMm: 38, peakMm: 43 },
];
const TYPICAL_VOLUME_MM3 = 545_000;

/** Between livers, ± fraction of a lobe's dimensions. */
const LOBE_VARIATION = 0.06;

export function drawLiver(lot: LotLivers, draws: Draws): Liver {
  const quality = classAt(QUALITY_PROFILES[lot.profile], draws.uniform(0, 1));
  const ranges = QUALITY_CLASSES[quality];
  const state = {
    freshness: draws.uniform(...ranges.freshness),
    fatQuality: draws.uniform(...ranges.fatQuality),
    oxidation: draws.uniform(...ranges.oxidation),
  };
  const massGrams = drawLiverMass(lot, draws);
  const volumeMm3 = massGrams / STATION.liverDensityGramsPerCm3 * 1000;
  const scale = Math.cbrt(volumeMm3 / TYPICAL_VOLUME_MM3);
  const natural = {
    haem: Math.exp(0.1 * draws.normal()),
    carotenoid: Math.exp(0.15 * draws.normal()),
  };
  return {
    ...state,
    codeLot: lot.codeLot,
    quality,
    massGrams,
    volumeMm3,
    uniformity: draws.uniform(...ranges.uniformity),
    chemistry: chemistryOf(state, natural),
    lobes: TYPICAL_LOBES.map((lobe) => drawLobe({ lobe, scale }, draws)),
    pose: drawPose(draws),
    bumps: drawTexture({ waves: 3, wavelengthMm: [70, 150] }, draws),
    mottle: drawTexture({ waves: 3, wavelengthMm: [80, 160] }, draws),
    roughness: drawTexture({ waves: 2, wavelengthMm: [14, 24] }, draws),
    defects: drawDefects(
      { factor: ranges.defectFactor, reachMm: { x: 60 * scale, y: 50 * scale } },
      draws,
    ),
  };
}

function drawLobe({ lobe, scale }: { lobe: Lobe; scale: number }, draws: Draws): Lobe {
  const vary = (value: number) => value * scale * (1 + LOBE_VARIATION * draws.uniform(-1, 1));
  return {
    yMm: lobe.yMm * scale,
    halfLengthMm: vary(lobe.halfLengthMm),
    halfWidthMm: vary(lobe.halfWidthMm),
    peakMm: vary(lobe.peakMm),
  };
}

function drawPose(draws: Draws): Liver["pose"] {
  const { offsetMm, turnDegrees } = STATION.placement;
  return {
    xMm: draws.uniform(-offsetMm, offsetMm),
    yMm: draws.uniform(-offsetMm, offsetMm),
    turn: draws.uniform(-turnDegrees, turnDegrees) * Math.PI / 180,
  };
}
