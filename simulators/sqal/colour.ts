import type { Channel, ChannelCounts } from "./as7341.ts";

/** CIE 1976 L*a*b*, D65. An estimate: eight channels stand in for the whole visible range. */
export interface Lab {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

/**
 * CIE 1931 colour-matching functions and relative D65 power at the centres of F1–F8 (CIE 15), and the
 * width of spectrum each channel stands for, nm.
 */
const OBSERVER: readonly {
  channel: Channel;
  x: number;
  y: number;
  z: number;
  d65: number;
  widthNm: number;
}[] = [
  { channel: "F1_415nm", x: 0.0776, y: 0.0022, z: 0.3713, d65: 92.5, widthNm: 30 },
  { channel: "F2_445nm", x: 0.3481, y: 0.0298, z: 1.7826, d65: 110.9, widthNm: 32 },
  { channel: "F3_480nm", x: 0.0956, y: 0.1390, z: 0.8130, d65: 115.9, widthNm: 35 },
  { channel: "F4_515nm", x: 0.0291, y: 0.6082, z: 0.1117, d65: 106.2, widthNm: 37 },
  { channel: "F5_555nm", x: 0.5121, y: 1.0000, z: 0.0058, d65: 102.0, widthNm: 38 },
  { channel: "F6_590nm", x: 1.0263, y: 0.7570, z: 0.0011, d65: 88.7, widthNm: 37 },
  { channel: "F7_630nm", x: 0.6424, y: 0.2650, z: 0.0001, d65: 83.3, widthNm: 45 },
  { channel: "F8_680nm", x: 0.0468, y: 0.0170, z: 0.0000, d65: 78.3, widthNm: 50 },
];

/** The colour of a surface from its reflectance in each channel (0–1). */
export function labOf(reflectances: ChannelCounts): Lab {
  const fx = lightness(tristimulus("x", reflectances) / WHITE.x);
  const fy = lightness(tristimulus("y", reflectances) / WHITE.y);
  const fz = lightness(tristimulus("z", reflectances) / WHITE.z);
  return { l: 116 * fy - 16, a: 500 * (fx - fy), b: 200 * (fy - fz) };
}

/** CIE 1976 colour difference ΔE*ab. */
export function colourDifference(left: Lab, right: Lab): number {
  return Math.hypot(left.l - right.l, left.a - right.a, left.b - right.b);
}

type Axis = "x" | "y" | "z";

function tristimulus(axis: Axis, reflectances?: ChannelCounts): number {
  return OBSERVER.reduce((sum, entry) => {
    const reflectance = reflectances ? reflectances[entry.channel] : 1;
    return sum + reflectance * entry[axis] * entry.d65 * entry.widthNm;
  }, 0);
}

const WHITE = { x: tristimulus("x"), y: tristimulus("y"), z: tristimulus("z") };

/** The cube root of CIE 1976, with its straight part near black. */
function lightness(ratio: number): number {
  return ratio > 216 / 24_389 ? Math.cbrt(ratio) : (24_389 / 27 * ratio + 16) / 116;
}
