/** One consumer: who they are, and what they care about. */
import { pick, type RandomSource, standardNormals } from "../kernel/mod.ts";
import { normalQuantile } from "./normal.ts";
import {
  AGE_RANGES,
  APP_VERSIONS,
  DEVICES,
  REGIONS,
  TASTE_PROFILES,
  TASTE_WEIGHT_SPREAD,
  type TasteProfile,
  TRAIT_NAMES,
  type TraitName,
  TRAITS,
} from "./params.ts";

export interface Person {
  /** UUID, sent as `Consumer-Id`. */
  readonly consumerId: string;
  readonly profile: TasteProfile;
  /** How kindly they judge, standard normal: the profile is the band that this falls in. */
  readonly temperament: number;
  /** Of each trait, above 0; their squares add up to 1. */
  readonly weights: Readonly<Record<TraitName, number>>;
  /** 0–1, how readily they write. */
  readonly talkativeness: number;
  readonly ageRange: string;
  readonly region: string;
  readonly device: string;
  readonly appVersion: string;
}

export function drawPerson(random: RandomSource): Person {
  const normal = standardNormals(random);
  const temperament = normal();
  const raw = TRAIT_NAMES.map((trait) =>
    TRAITS[trait].weight * Math.exp(TASTE_WEIGHT_SPREAD * normal())
  );
  const norm = Math.hypot(...raw);
  return {
    consumerId: uuid(random),
    profile: profileOf(temperament),
    temperament,
    weights: Object.fromEntries(
      TRAIT_NAMES.map((trait, i) => [trait, raw[i]! / norm]),
    ) as Record<TraitName, number>,
    talkativeness: random.next(),
    ageRange: pick(random, AGE_RANGES),
    region: pick(random, REGIONS),
    device: pick(random, DEVICES),
    appVersion: pick(random, APP_VERSIONS),
  };
}

/** The profiles' weights, laid side by side under the normal curve. */
const BANDS = (() => {
  let below = 0;
  return Object.entries(TASTE_PROFILES).map(([profile, { weight }]) => {
    below += weight;
    return { profile: profile as TasteProfile, upTo: normalQuantile(below) };
  });
})();

function profileOf(temperament: number): TasteProfile {
  return BANDS.find(({ upTo }) => temperament < upTo)?.profile ?? "Enthousiaste";
}

/** A version 4 UUID of this stream. */
function uuid(random: RandomSource): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(16 * random.next()).toString(16));
  hex[12] = "4";
  hex[16] = "89ab"[Math.floor(4 * random.next())]!;
  const digits = hex.join("");
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]]
    .map(([from, to]) => digits.slice(from, to)).join("-");
}
