import { type Defect, defectStrength } from "./defects.ts";
import type { Draws } from "./draws.ts";
import type { Liver } from "./liver.ts";
import { MOTTLE_AT_ZERO } from "./liver_surface.ts";
import { AS7341, LAMP, type SpectralBand } from "./params.ts";
import {
  backgroundAbsorption,
  type Chemistry,
  fatScattering,
  PIGMENT_ABSORPTION,
  PIGMENTS,
  reflectanceFrom,
} from "./pigments.ts";
import { textureAt } from "./texture.ts";

export const CHANNELS = [
  "F1_415nm",
  "F2_445nm",
  "F3_480nm",
  "F4_515nm",
  "F5_555nm",
  "F6_590nm",
  "F7_630nm",
  "F8_680nm",
  "Clear",
  "NIR",
] as const;

export type Channel = typeof CHANNELS[number];

/** Counts of the ten channels, whole numbers from 0 to the full scale. */
export type ChannelCounts = Readonly<Record<Channel, number>>;

/** How the sensor is set; the shipped setting is `AS7341_SETTING`. */
export interface SpectralSetting {
  readonly gain: number;
  readonly atime: number;
  readonly astep: number;
}

export const AS7341_SETTING: SpectralSetting = {
  gain: AS7341.gain,
  atime: AS7341.atime,
  astep: AS7341.astep,
};

/** Largest count: `(ATIME+1)·(ASTEP+1)`, and never above 16 bits. */
export function fullScale({ atime, astep }: SpectralSetting): number {
  return Math.min(AS7341.maxCount, (atime + 1) * (astep + 1));
}

/** Integration time, ms: `(ATIME+1)·(ASTEP+1)·2.78 µs`. */
export function integrationMs({ atime, astep }: SpectralSetting): number {
  return (atime + 1) * (astep + 1) * AS7341.stepMicroseconds / 1000;
}

/** Wavelengths the model works with, nm. */
const GRID_NM = Array.from({ length: 62 }, (_, index) => 390 + 10 * index);

/** Counts each wavelength of a perfect white adds to each channel at `AS7341_SETTING`. */
const RESPONSE: readonly Float64Array[] = channelResponses();

/** Noise-free counts, less the dark ones, of a perfect white at `AS7341_SETTING`. */
export const WHITE_COUNTS: ChannelCounts = byChannel((_, index) =>
  RESPONSE[index]!.reduce((sum, counts) => sum + counts, 0)
);

/**
 * Reads the spots along a liver: counts = Σ lamp·reflectance·response over wavelength, times gain and
 * integration time, plus dark counts and shot noise (variance `counts·gain/electronsPerCount`), cut at
 * the full scale.
 */
export function measureSpectrum(
  liver: Liver,
  draws: Draws,
  setting: SpectralSetting = AS7341_SETTING,
): ChannelCounts[] {
  const lamp = 1 + AS7341.lampDrift * draws.normal();
  const exposure = lamp * setting.gain * integrationMs(setting) /
    (AS7341.gain * integrationMs(AS7341_SETTING));
  return spotCentres(liver).map((centre) => {
    const spectrum = spotReflectance(liver, centre);
    return byChannel((_, index) => {
      const response = RESPONSE[index]!;
      let light = 0;
      for (let i = 0; i < response.length; i++) light += response[i]! * spectrum[i]!;
      return digitised({ light: light * exposure, setting }, draws);
    });
  });
}

function digitised(
  { light, setting }: { light: number; setting: SpectralSetting },
  draws: Draws,
): number {
  const shot = Math.sqrt(light * setting.gain / AS7341.electronsPerCount) * draws.normal();
  const dark = draws.poisson(AS7341.darkCounts);
  return Math.max(0, Math.min(fullScale(setting), Math.round(light + shot + dark)));
}

/** Spots at a third of the length either side of the middle of each lobe, in liver coordinates. */
function spotCentres(liver: Liver): { xMm: number; yMm: number }[] {
  return liver.lobes.flatMap((lobe) =>
    [-1, 1].map((side) => ({ xMm: side * lobe.halfLengthMm / 3, yMm: lobe.yMm }))
  );
}

/** Reflectance of a spot over `GRID_NM`: its sound part and the defects that reach into it. */
function spotReflectance(liver: Liver, centre: { xMm: number; yMm: number }): Float64Array {
  const unevenness = MOTTLE_AT_ZERO * (1 - liver.uniformity);
  const darker = Math.exp(-2 * unevenness * textureAt(liver.mottle, centre.xMm, centre.yMm));
  const sound: Chemistry = {
    ...liver.chemistry,
    oxyhaem: liver.chemistry.oxyhaem * darker,
    methaem: liver.chemistry.methaem * darker,
  };
  const spectrum = spectrumOf(sound);
  for (const defect of liver.defects) {
    const share = shareOfSpot(defect, centre);
    if (share === 0) continue;
    const stained = spectrumOf(stainedChemistry(sound, defect));
    for (let i = 0; i < spectrum.length; i++) {
      spectrum[i] = (1 - share) * spectrum[i]! + share * stained[i]!;
    }
  }
  return spectrum;
}

/** Blood in a haematoma or a vein, bile in a stain; the others do not change the colour. */
function stainedChemistry(sound: Chemistry, { kind, severity }: Defect): Chemistry {
  switch (kind) {
    case "haematoma":
      return { ...sound, oxyhaem: sound.oxyhaem + 5 * severity };
    case "vein":
      return { ...sound, oxyhaem: sound.oxyhaem + 2 * severity };
    case "bile_stain":
      return { ...sound, bile: sound.bile + 2.5 * severity };
    default:
      return sound;
  }
}

/** Part of a spot's area under a defect, 0–1, by its centre and six points around it. */
function shareOfSpot(defect: Defect, { xMm, yMm }: { xMm: number; yMm: number }): number {
  const reach = AS7341.spotRadiusMm + defect.lengthMm / 2;
  if (Math.hypot(defect.xMm - xMm, defect.yMm - yMm) > reach) return 0;
  let inside = defectStrength(defect, xMm, yMm) > 0 ? 1 : 0;
  for (let sixth = 0; sixth < 6; sixth++) {
    const x = xMm + 0.67 * AS7341.spotRadiusMm * Math.cos(sixth * Math.PI / 3);
    const y = yMm + 0.67 * AS7341.spotRadiusMm * Math.sin(sixth * Math.PI / 3);
    if (defectStrength(defect, x, y) > 0) inside++;
  }
  return inside / 7;
}

const ABSORPTION_GRID = PIGMENTS.map((pigment) => GRID_NM.map(PIGMENT_ABSORPTION[pigment]));
const BACKGROUND_GRID = GRID_NM.map(backgroundAbsorption);
const SCATTERING_GRID = GRID_NM.map(fatScattering);

function spectrumOf(chemistry: Chemistry): Float64Array {
  const absorption = Float64Array.from(BACKGROUND_GRID);
  PIGMENTS.forEach((pigment, index) => {
    const amount = chemistry[pigment];
    if (amount === 0) return;
    const shape = ABSORPTION_GRID[index]!;
    for (let i = 0; i < absorption.length; i++) absorption[i]! += amount * shape[i]!;
  });
  return absorption.map((value, i) =>
    reflectanceFrom(value / (chemistry.scattering * SCATTERING_GRID[i]!))
  );
}

/** Counts of a chemistry's spectrum without noise, as a fraction of white: what a channel sees of it. */
export function channelReflectances(chemistry: Chemistry): ChannelCounts {
  const spectrum = spectrumOf(chemistry);
  return byChannel((channel, index) => {
    let light = 0;
    RESPONSE[index]!.forEach((response, i) => light += response * spectrum[i]!);
    return light / WHITE_COUNTS[channel];
  });
}

/** Lamp × filter × silicon, whose response grows with wavelength, scaled to the white of Clear. */
function channelResponses(): Float64Array[] {
  const lamp = (nm: number) =>
    LAMP.reduce((sum, source) => sum + source.power * transmission(source, nm), 0);
  const raw = CHANNELS.map((channel) =>
    Float64Array.from(GRID_NM, (nm) => {
      const filter = channel === "Clear"
        ? AS7341.clearResponse
        : transmission(AS7341.bands[channel], nm);
      return lamp(nm) * filter * nm / 1000;
    })
  );
  const clear = raw[CHANNELS.indexOf("Clear")]!.reduce((sum, value) => sum + value, 0);
  return raw.map((response) => response.map((value) => value * AS7341.whiteClearCounts / clear));
}

function transmission({ centreNm, fwhmNm }: SpectralBand, nm: number): number {
  return Math.exp(-4 * Math.LN2 * ((nm - centreNm) / fwhmNm) ** 2);
}

export function byChannel(value: (channel: Channel, index: number) => number): ChannelCounts {
  return Object.fromEntries(
    CHANNELS.map((channel, index) => [channel, value(channel, index)]),
  ) as Record<Channel, number>;
}
