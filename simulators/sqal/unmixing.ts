import {
  AS7341_SETTING,
  byChannel,
  type ChannelCounts,
  channelReflectances,
  CHANNELS,
  integrationMs,
  type SpectralSetting,
  WHITE_COUNTS,
} from "./as7341.ts";
import { AS7341 } from "./params.ts";
import { absorptionOverScatteringFrom, type Chemistry, chemistryOf, PIGMENTS } from "./pigments.ts";

/**
 * From the ten counts back to the chemistry.
 *
 * Absorption over scattering, `K/S = (1 − R)²/2R`, is a sum over the pigments of amount/scattering, so
 * these ratios and 1/scattering follow by weighted least squares. Only the width of the channels bends
 * that line, so it is laid at an ordinary liver: `unknowns = reference + P·(K/S − K/S_ref)`, where P is
 * the pseudo-inverse of the Jacobian there, made once. Further steps would gain under 0.02 in any index.
 */
export function unmix(counts: ChannelCounts, setting: SpectralSetting): Chemistry {
  const departure = weightedRatios(reflectancesOf(counts, setting)).map((value, index) =>
    value - REFERENCE_RATIOS[index]!
  );
  return chemistryFrom(
    REFERENCE.map((value, index) =>
      Math.max(SMALLEST[index]!, value + dot(INVERSE[index]!, departure))
    ),
  );
}

/** Reflectance each channel saw: counts less dark ones, over those of the white tile; 0.001 to 1. */
export function reflectancesOf(counts: ChannelCounts, setting: SpectralSetting): ChannelCounts {
  const exposure = setting.gain * integrationMs(setting) /
    (AS7341.gain * integrationMs(AS7341_SETTING));
  return byChannel((channel) => {
    const share = (counts[channel] - AS7341.darkCounts) / (WHITE_COUNTS[channel] * exposure);
    return Math.max(0.001, Math.min(1, share));
  });
}

/** The amounts over scattering, in the order of `PIGMENTS`, then 1/scattering. */
type Unknowns = readonly number[];

function unknownsFrom(chemistry: Chemistry): Unknowns {
  const ratios = PIGMENTS.map((pigment) => chemistry[pigment] / chemistry.scattering);
  return [...ratios, 1 / chemistry.scattering];
}

function chemistryFrom(unknowns: Unknowns): Chemistry {
  const [oxyhaem, methaem, carotenoid, oxidised, bile, inverse] = unknowns as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const scattering = 1 / inverse;
  return {
    oxyhaem: oxyhaem * scattering,
    methaem: methaem * scattering,
    carotenoid: carotenoid * scattering,
    oxidised: oxidised * scattering,
    bile: bile * scattering,
    scattering,
  };
}

/** Haem stays above 0 because freshness is a share of it, scattering below 5 times an ordinary fat's. */
const SMALLEST: Unknowns = [1e-3, 1e-3, 0, 0, 0, 0.2];

const REFERENCE_CHEMISTRY = chemistryOf(
  { freshness: 0.7, fatQuality: 0.7, oxidation: 0.3 },
  { haem: 1, carotenoid: 1 },
);
const REFERENCE = unknownsFrom(REFERENCE_CHEMISTRY);
const REFERENCE_REFLECTANCES = channelReflectances(REFERENCE_CHEMISTRY);

/** Each channel counts by the error that one per cent of its reflectance makes in its K/S. */
const WEIGHTS = CHANNELS.map((channel) => {
  const reflectance = REFERENCE_REFLECTANCES[channel];
  return 2 * reflectance / (1 - reflectance ** 2);
});

const REFERENCE_RATIOS = weightedRatios(REFERENCE_REFLECTANCES);

const INVERSE: readonly (readonly number[])[] = pseudoInverse(REFERENCE.map((value, unknown) => {
  const small = 0.01;
  const nudged = REFERENCE.with(unknown, value + small);
  const ratios = weightedRatios(channelReflectances(chemistryFrom(nudged)));
  return ratios.map((ratio, channel) => (ratio - REFERENCE_RATIOS[channel]!) / small);
}));

function weightedRatios(reflectances: ChannelCounts): number[] {
  return CHANNELS.map((channel, index) =>
    WEIGHTS[index]! * absorptionOverScatteringFrom(reflectances[channel])
  );
}

/** `(JᵀJ)⁻¹Jᵀ` for a Jacobian given by columns. */
function pseudoInverse(columns: readonly (readonly number[])[]): number[][] {
  const rows = columns.map((column) => [...columns.map((other) => dot(column, other)), ...column]);
  // Gauss–Jordan without pivoting: the normal matrix is positive definite.
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const scale = rows[pivot]![pivot]!;
    rows[pivot] = rows[pivot]!.map((value) => value / scale);
    for (let row = 0; row < rows.length; row++) {
      if (row === pivot) continue;
      const factor = rows[row]![pivot]!;
      rows[row] = rows[row]!.map((value, index) => value - factor * rows[pivot]![index]!);
    }
  }
  return rows.map((row) => row.slice(rows.length));
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
