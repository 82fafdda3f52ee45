/** One ramp from low to high, its lightness rising evenly: it reads without colour, too. */

/** sRGB at equal steps, from deep brown to the pale yellow of maize. */
const RAMP: readonly (readonly [number, number, number])[] = [
  [46, 22, 38],
  [96, 32, 48],
  [150, 56, 44],
  [200, 96, 40],
  [230, 148, 56],
  [246, 200, 100],
  [253, 240, 176],
];

/** @param share 0 (low) to 1 (high) @param light dims it, for a slope turned away: 0–1 */
export function shade(share: number, light = 1): string {
  return `rgb(${channelsOf(share).map((value) => Math.round(value * light)).join(" ")})`;
}

/** Black or white, whichever stands out more from the shade: by 4.5 at least (WCAG 1.4.3). */
export function shadeInk(share: number): string {
  const [red, green, blue] = channelsOf(share).map((value) => {
    const linear = value / 255;
    return linear <= 0.04045 ? linear / 12.92 : ((linear + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  return luminance > EQUAL_CONTRAST ? "#000" : "#fff";
}

/** Luminance from which black and white stand out equally. */
const EQUAL_CONTRAST = Math.sqrt(1.05 * 0.05) - 0.05;

function channelsOf(share: number): number[] {
  const at = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const i = Math.min(RAMP.length - 2, Math.floor(at));
  const [low, high] = [RAMP[i]!, RAMP[i + 1]!];
  return low.map((value, c) => value + (high[c]! - value) * (at - i));
}
