import type { Draws } from "./draws.ts";

export const DEFECT_KINDS = [
  "haematoma",
  "bile_stain",
  "cut",
  "vein",
  "softness",
  "foreign_body",
] as const;

export type DefectKind = typeof DEFECT_KINDS[number];

/** A defect of a liver: an elliptic patch, strongest in its centre, in liver coordinates (mm). */
export interface Defect {
  readonly kind: DefectKind;
  readonly xMm: number;
  readonly yMm: number;
  readonly lengthMm: number;
  readonly widthMm: number;
  /** Of its long axis, radians. */
  readonly angle: number;
  /** 0–1. */
  readonly severity: number;
  /** Height added in the centre, mm; negative is a hollow. */
  readonly reliefMm: number;
}

interface DefectPhysics {
  /** Expected number on a liver of class `good`. */
  readonly rate: number;
  readonly lengthMm: readonly [number, number];
  /** Width over length. */
  readonly aspect: number;
  /** Height in the centre at severity 1, mm. */
  readonly reliefMm: number;
  /** Reflectance at 940 nm in the centre at severity 1, relative to sound liver. */
  readonly reflectanceFactor: number;
}

/**
 * Rates, sizes and effects are assumptions: real records say only that 0.62 % of livers are condemned.
 * With them a liver of the standard profile has 0.33 defects, most of them veins and small bruises.
 */
export const DEFECT_PHYSICS: Readonly<Record<DefectKind, DefectPhysics>> = {
  haematoma: {
    rate: 0.03,
    lengthMm: [16, 44],
    aspect: 0.8,
    reliefMm: 1.5,
    reflectanceFactor: 0.35,
  },
  bile_stain: {
    rate: 0.015,
    lengthMm: [20, 45],
    aspect: 0.7,
    reliefMm: 0,
    reflectanceFactor: 0.92,
  },
  cut: { rate: 0.02, lengthMm: [30, 70], aspect: 0.2, reliefMm: -22, reflectanceFactor: 0.6 },
  vein: { rate: 0.05, lengthMm: [40, 80], aspect: 0.12, reliefMm: 0.5, reflectanceFactor: 0.75 },
  softness: { rate: 0.02, lengthMm: [45, 75], aspect: 0.9, reliefMm: -16, reflectanceFactor: 1 },
  foreign_body: {
    rate: 0.002,
    lengthMm: [12, 26],
    aspect: 0.7,
    reliefMm: 14,
    reflectanceFactor: 0.2,
  },
};

/** Draws the defects of a liver; positions lie within `reachMm` of the centre along each axis. */
export function drawDefects(
  { factor, reachMm }: { factor: number; reachMm: { x: number; y: number } },
  draws: Draws,
): Defect[] {
  return DEFECT_KINDS.flatMap((kind) => {
    const count = draws.poisson(DEFECT_PHYSICS[kind].rate * factor);
    return Array.from({ length: count }, () => drawDefect({ kind, reachMm }, draws));
  });
}

function drawDefect(
  { kind, reachMm }: { kind: DefectKind; reachMm: { x: number; y: number } },
  draws: Draws,
): Defect {
  const physics = DEFECT_PHYSICS[kind];
  const severity = draws.uniform(0.3, 1);
  const lengthMm = draws.uniform(...physics.lengthMm);
  return {
    kind,
    xMm: draws.uniform(-reachMm.x, reachMm.x),
    yMm: draws.uniform(-reachMm.y, reachMm.y),
    lengthMm,
    widthMm: lengthMm * physics.aspect,
    angle: draws.uniform(0, Math.PI),
    severity,
    reliefMm: physics.reliefMm * severity,
  };
}

/** How strongly a defect acts at a place, 0 outside to 1 in its centre: `1 − r²` of its ellipse. */
export function defectStrength(defect: Defect, xMm: number, yMm: number): number {
  const dx = xMm - defect.xMm;
  const dy = yMm - defect.yMm;
  // Most places are far from any defect, and this is asked of every cell of the surface.
  if (dx * dx + dy * dy >= defect.lengthMm * defect.lengthMm / 4) return 0;
  const cos = Math.cos(defect.angle);
  const sin = Math.sin(defect.angle);
  const along = (dx * cos + dy * sin) / (defect.lengthMm / 2);
  const across = (dy * cos - dx * sin) / (defect.widthMm / 2);
  return Math.max(0, 1 - along * along - across * across);
}
