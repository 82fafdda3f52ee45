import type { Draws } from "./draws.ts";

/** A smooth random field over the liver, as a few plane waves. */
export type Texture = readonly Wave[];

interface Wave {
  /** Wave numbers, rad/mm. */
  readonly kx: number;
  readonly ky: number;
  readonly phase: number;
}

/** Draws a field of `waves` plane waves with wavelengths between the two bounds, mm. */
export function drawTexture(
  { waves, wavelengthMm }: { waves: number; wavelengthMm: readonly [number, number] },
  draws: Draws,
): Texture {
  return Array.from({ length: waves }, (_, index) => {
    const k = 2 * Math.PI / draws.uniform(...wavelengthMm);
    // Directions are spread over the half circle, so that a field never degenerates to one ripple.
    const direction = Math.PI * (index + draws.uniform(0, 1)) / waves;
    return {
      kx: k * Math.cos(direction),
      ky: k * Math.sin(direction),
      phase: draws.uniform(0, 2 * Math.PI),
    };
  });
}

/** The field at a place: mean 0, standard deviation 1 over the plane. */
export function textureAt(texture: Texture, xMm: number, yMm: number): number {
  let sum = 0;
  for (const { kx, ky, phase } of texture) sum += Math.sin(kx * xMm + ky * yMm + phase);
  return sum * Math.sqrt(2 / texture.length);
}

/**
 * Adds the field, times `amplitude`, to a square grid of `side` cells of `cellMm`, centred on the tray
 * and seen through `pose`. Each row advances by rotating (sin, cos) instead of calling `Math.sin`: it
 * is the same field, ten times faster, and this loop is most of what a liver costs.
 */
export function addTexture(
  grid: Float64Array,
  { texture, amplitude, side, cellMm, pose }: {
    texture: Texture;
    amplitude: number;
    side: number;
    cellMm: number;
    pose: { readonly xMm: number; readonly yMm: number; readonly turn: number };
  },
): void {
  const scale = amplitude * Math.sqrt(2 / texture.length);
  const cosTurn = Math.cos(pose.turn);
  const sinTurn = Math.sin(pose.turn);
  const firstMm = -(side - 1) / 2 * cellMm;
  for (const wave of texture) {
    const kx = wave.kx * cosTurn - wave.ky * sinTurn;
    const ky = wave.kx * sinTurn + wave.ky * cosTurn;
    const stepSin = Math.sin(kx * cellMm);
    const stepCos = Math.cos(kx * cellMm);
    for (let row = 0; row < side; row++) {
      const yMm = firstMm + row * cellMm - pose.yMm;
      const phase = kx * (firstMm - pose.xMm) + ky * yMm + wave.phase;
      let sin = scale * Math.sin(phase);
      let cos = scale * Math.cos(phase);
      for (let cell = row * side; cell < (row + 1) * side; cell++) {
        grid[cell]! += sin;
        const next = sin * stepCos + cos * stepSin;
        cos = cos * stepCos - sin * stepSin;
        sin = next;
      }
    }
  }
}
