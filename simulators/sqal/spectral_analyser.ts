import { type Grade, gradeOf, type GradeTable } from "../../src/domain/grades.ts";
import {
  AS7341_SETTING,
  byChannel,
  type ChannelCounts,
  channelReflectances,
  CHANNELS,
  fullScale,
  type SpectralSetting,
} from "./as7341.ts";
import { colourDifference, type Lab, labOf } from "./colour.ts";
import { type Chemistry, chemistryOf, stateOf } from "./pigments.ts";
import { deviation, mean, median } from "./tof_zones.ts";
import { reflectancesOf, unmix } from "./unmixing.ts";

/** What the counts of one measurement say. */
export type SpectralAnalysis = SpectralLiver | {
  readonly kind: "no_signal";
  readonly reason: "no_reading" | "dark" | "saturated";
};

export interface SpectralLiver {
  readonly kind: "liver";
  /** Mean of the spots, whole counts. */
  readonly counts: ChannelCounts;
  readonly reflectances: ChannelCounts;
  /** The three indices, 0–1; a high oxidation is bad. */
  readonly freshness: number;
  readonly fatQuality: number;
  readonly oxidation: number;
  /** Evenness of the colour between the spots, 0–1. */
  readonly colourUniformity: number;
  readonly lab: Lab;
  /** From the colour of a perfect liver. */
  readonly deltaE: number;
  readonly defects: readonly SpectralDefect[];
  readonly score: number;
  readonly grade: Grade;
}

export interface SpectralDefect {
  readonly kind: "bile_stain" | "haematoma" | "oxidised" | "stale";
  /** 0–1. */
  readonly severity: number;
}

/** The colour every liver is compared with. */
export const PERFECT_REFLECTANCES: ChannelCounts = channelReflectances(chemistryOf(
  { freshness: 1, fatQuality: 1, oxidation: 0 },
  { haem: 1, carotenoid: 1 },
));
const PERFECT_LAB = labOf(PERFECT_REFLECTANCES);

/** Below this share of white in Clear there is nothing under the lamp. */
const DARK_CLEAR = 0.02;

/**
 * Finds freshness, fat quality, oxidation and colour from the counts of one or more spots, all read
 * with the same setting. Each index is the median over the spots, so that one stained spot does not
 * speak for the liver.
 */
export function analyseSpectrum(
  spots: readonly ChannelCounts[],
  { setting = AS7341_SETTING, table }: { setting?: SpectralSetting; table?: GradeTable } = {},
): SpectralAnalysis {
  if (spots.length === 0) return { kind: "no_signal", reason: "no_reading" };
  const counts = byChannel((channel) => Math.round(mean(spots.map((spot) => spot[channel]))));
  const reflectances = reflectancesOf(counts, setting);
  if (!(reflectances.Clear > DARK_CLEAR)) return { kind: "no_signal", reason: "dark" };
  const limit = fullScale(setting);
  if (spots.some((spot) => CHANNELS.some((channel) => spot[channel] >= limit))) {
    return { kind: "no_signal", reason: "saturated" };
  }
  const chemistries = spots.map((spot) => unmix(spot, setting));
  const states = chemistries.map(stateOf);
  const freshness = within01(median(states.map((state) => state.freshness)));
  const fatQuality = within01(median(states.map((state) => state.fatQuality)));
  const oxidation = within01(median(states.map((state) => state.oxidation)));
  const colourUniformity = evenness(chemistries);
  const stains = findStains(chemistries);
  const score = within01(
    0.35 * freshness + 0.3 * fatQuality + 0.25 * (1 - oxidation) + 0.1 * colourUniformity -
      stains.reduce((sum, { severity }) => sum + 0.1 * severity, 0),
  );
  const lab = labOf(reflectances);
  return {
    kind: "liver",
    counts,
    reflectances,
    freshness,
    fatQuality,
    oxidation,
    colourUniformity,
    lab,
    deltaE: colourDifference(lab, PERFECT_LAB),
    defects: [...stains, ...declines({ freshness, oxidation })],
    score,
    grade: gradeOf(score, table),
  };
}

/** From the spread of ln(haem) between spots; a single spot shows no unevenness. */
function evenness(chemistries: readonly Chemistry[]): number {
  return within01(1 - deviation(chemistries.map((chemistry) => Math.log(haemOf(chemistry)))));
}

/** How much more haem than the next spot makes a bruise, and how much bile makes a stain. */
const BRUISE_RATIO = 2.2;
const STAIN_BILE = 0.1;

/**
 * A spot with far more blood than the others, and a spot with bile. Mottling darkens several spots and
 * a bruise one, so the darkest is held against the next; so much blood hides what bile is there.
 */
function findStains(chemistries: readonly Chemistry[]): SpectralDefect[] {
  const [darkest, ...others] = chemistries.toSorted((left, right) => haemOf(right) - haemOf(left));
  const next = others[0];
  const ratio = darkest && next ? haemOf(darkest) / haemOf(next) : 1;
  const bruised = ratio > BRUISE_RATIO;
  const bile = Math.max(...(bruised ? others : chemistries).map((chemistry) => chemistry.bile));
  const defects: SpectralDefect[] = [];
  if (bruised) defects.push({ kind: "haematoma", severity: Math.min(1, ratio / 4) });
  if (bile > STAIN_BILE) defects.push({ kind: "bile_stain", severity: Math.min(1, bile) });
  return defects;
}

/** The same limits that raise the alerts on freshness and oxidation. */
function declines(
  { freshness, oxidation }: { freshness: number; oxidation: number },
): SpectralDefect[] {
  const defects: SpectralDefect[] = [];
  if (oxidation > 0.7) defects.push({ kind: "oxidised", severity: oxidation });
  if (freshness < 0.5) defects.push({ kind: "stale", severity: 1 - freshness });
  return defects;
}

function haemOf(chemistry: Chemistry): number {
  return chemistry.oxyhaem + chemistry.methaem;
}

function within01(value: number): number {
  return Math.max(0, Math.min(1, value));
}
