/**
 * The colour of a liver, from its chemistry to its reflectance and back.
 *
 * Reflectance follows Kubelka and Munk (1931): `R = 1 + q − √(q² + 2q)` with `q = K/S`, absorption over
 * scattering. Absorption is a sum of pigments, scattering is the fat's. Band centres are the known ones
 * (oxyhaemoglobin 415/542/577 nm, methaemoglobin 405/500/630 nm, carotenoids 450/480 nm, bilirubin
 * 455 nm, water 970 nm, oxidised lipids an exponential tail from the violet); widths and amounts are
 * assumptions set so that a good liver comes out pale and yellowish (L* 76, a* 3, b* 20).
 */

export const PIGMENTS = ["oxyhaem", "methaem", "carotenoid", "oxidised", "bile"] as const;

export type Pigment = typeof PIGMENTS[number];

/** How much of each pigment, and how strongly the fat scatters (1 at fat quality 0.5, 1.6 at 1). */
export type Chemistry = Readonly<Record<Pigment, number>> & { readonly scattering: number };

/** The three hidden indices of a liver's quality, each in 0–1. */
export interface ColourState {
  readonly freshness: number;
  readonly fatQuality: number;
  readonly oxidation: number;
}

/** Absorption of each pigment at unit amount, by wavelength in nm. */
export const PIGMENT_ABSORPTION: Readonly<Record<Pigment, (nm: number) => number>> = {
  oxyhaem: (nm) => 8 * band(nm, 415, 32) + band(nm, 542, 26) + 1.05 * band(nm, 577, 18),
  methaem: (nm) =>
    8 * band(nm, 405, 32) + 0.6 * band(nm, 500, 50) + 0.5 * band(nm, 540, 40) +
    0.6 * band(nm, 630, 34),
  carotenoid: (nm) => band(nm, 450, 40) + 0.8 * band(nm, 482, 34),
  oxidised: (nm) => Math.exp((415 - nm) / 80),
  bile: (nm) => band(nm, 455, 75) + 0.35 * band(nm, 665, 60),
};

/** Absorption of water and tissue, which no liver is without. */
export function backgroundAbsorption(nm: number): number {
  return 0.07 + 0.05 * band(nm, 970, 60);
}

/** Scattering of the fat at unit strength: Mie-like, falling with wavelength. */
export function fatScattering(nm: number): number {
  return Math.pow(nm / 560, -0.8);
}

/** Kubelka–Munk: reflectance of an opaque layer from absorption over scattering. */
export function reflectanceFrom(absorptionOverScattering: number): number {
  const q = absorptionOverScattering;
  return 1 + q - Math.sqrt(q * q + 2 * q);
}

/** The inverse: `(1 − R)² / 2R`. */
export function absorptionOverScatteringFrom(reflectance: number): number {
  return (1 - reflectance) ** 2 / (2 * reflectance);
}

/** Share of the haem that has turned to methaemoglobin when no freshness is left. */
const METHAEM_AT_ZERO_FRESHNESS = 0.85;
const OXIDISED_AT_ONE = 0.9;

/** Amounts in a liver of this state; `natural` are its own factors (about 1) on what quality leaves free. */
export function chemistryOf(
  state: ColourState,
  natural: { haem: number; carotenoid: number },
): Chemistry {
  // A fatter liver is paler: the same haem in more tissue.
  const haem = 0.7 * (1.8 - state.fatQuality) * natural.haem;
  const methaem = METHAEM_AT_ZERO_FRESHNESS * (1 - state.freshness);
  return {
    oxyhaem: haem * (1 - methaem),
    methaem: haem * methaem,
    carotenoid: 0.55 * natural.carotenoid,
    oxidised: OXIDISED_AT_ONE * state.oxidation,
    bile: 0,
    scattering: 0.4 + 1.2 * state.fatQuality,
  };
}

/** The state behind these amounts, unbounded: `chemistryOf` backwards. */
export function stateOf(chemistry: Chemistry): ColourState {
  const methaemShare = chemistry.methaem / (chemistry.oxyhaem + chemistry.methaem);
  return {
    freshness: 1 - methaemShare / METHAEM_AT_ZERO_FRESHNESS,
    fatQuality: (chemistry.scattering - 0.4) / 1.2,
    oxidation: chemistry.oxidised / OXIDISED_AT_ONE,
  };
}

function band(nm: number, centreNm: number, fwhmNm: number): number {
  return Math.exp(-4 * Math.LN2 * ((nm - centreNm) / fwhmNm) ** 2);
}
