/**
 * Every number of the gavage model, with its unit and its source.
 *
 * Sources: SPEC, the worked example of the real-time simulators' specification (a Mulard lot at
 * 4,550 g on J0, 4,705 g on J1 matin, 6,520 g at its end); WIRE, the constants of the older system;
 * CALIBRATION, the aggregates of real lots; ours, where none fits.
 */
import { z } from "zod";
import { GENETIQUES } from "../../src/contract/words.ts";

const range = z.object({ min: z.number(), max: z.number() }).refine(
  ({ min, max }) => min <= max,
  { error: "min must not be above max" },
);
const share = z.number().min(0).max(1);

const Strain = z.object({
  genetique: z.enum(GENETIQUES),
  /** Relative frequency among lots. */
  weight: z.number().positive(),
  /** Live weight of a duck on arrival, g. */
  startGrams: range,
  /** A duck's own gain per meal before `gain` shapes it, g. */
  gainGrams: range,
});

export const GavageParams = z.object({
  gaveurs: z.array(z.object({ id: z.int().min(1), nom: z.string(), site: z.string() })).min(1),
  strains: z.array(Strain).min(1),
  /** Ducks placed in a lot. */
  ducks: range,
  /** Days of feeding, two meals each. */
  days: range,
  /** Planned dose, g per duck, in a straight line from the first day to the last. */
  dose: z.object({
    matin: z.object({ firstGrams: z.number().positive(), lastGrams: z.number().positive() }),
    soir: z.object({ firstGrams: z.number().positive(), lastGrams: z.number().positive() }),
    /** Most that the dose given differs from the dose planned, share of it. */
    deviation: share,
  }),
  gain: z.object({
    /** Factor of the very first meal: a bird fresh from transport puts on less. */
    firstMeal: z.number().positive(),
    /** Factor of the other meals: `start + rise × progress`, progress 0 on J0 and 1 on the last day. */
    start: z.number().positive(),
    rise: z.number(),
    /** Half-width of the chance of one duck at one meal, share of its gain. */
    spread: share,
  }),
  /** How ducks take a curve other than the profile's own. At the profile's own nothing changes. */
  response: z.object({
    /** Gain goes with `(planned / own dose) ** gainElasticity`: twice the maize is not twice the duck. */
    gainElasticity: share,
    /** The hazard of dying goes with `(planned / own dose) ** hazardElasticity` … */
    hazardElasticity: z.number().min(0),
    /** … and with `e ** (perStepGram × what a meal rises above the last, beyond the tolerated)`. */
    hazardPerStepGram: z.number().min(0),
    toleratedStepGrams: z.number().min(0),
  }),
  /** Hazard of dying at a meal, per duck: `base + perDay × jour`. */
  mortality: z.object({ base: share, perDay: share }),
  climate: z.object({
    /** Bounds never left, °C. */
    temperature: range,
    /** Bounds never left, % relative humidity. */
    humidity: range,
    /** Local hour of the warmest and driest moment. */
    warmestHour: z.number(),
    /** Half of the daily swing, share of the half-range. */
    dailySwing: share,
    /** Standard deviation of the slow drift and of the offset between rooms, share of the half-range. */
    drift: share,
    room: share,
    /** Time for the drift to forget itself by a factor e, h. */
    memoryHours: z.number().positive(),
  }),
});
export type GavageParams = z.infer<typeof GavageParams>;
export type Gaveur = GavageParams["gaveurs"][number];

/**
 * Profile `classic`.
 *
 * WIRE's own gain, base × (1.5 − 0.5·day/N), ends at 6.84 kg and falls while the dose doubles. Here
 * a Mulard of mean base 75 g gains 50 g at the first meal, 77 at the next ones and 92 at the last:
 * 4,550 g after the first meal of J0, 4,704 after the first of J1, about 6,500 after the 24 meals of
 * a 12-day lot (11 days 6,330; 13 days 6,670; 14 days 6,840). The other two strains keep WIRE's
 * start weights; their bases are higher than WIRE's, so that on the flatter shape they still end
 * between the monitor's minimal and optimal weights (5,770 of 5,500–6,000; 6,050 of 5,600–6,200).
 */
const classic: GavageParams = {
  gaveurs: [ // WIRE, made-up people
    { id: 1, nom: "Jean Martin", site: "LL" },
    { id: 2, nom: "Sophie Dubois", site: "LS" },
    { id: 3, nom: "Pierre Leroy", site: "MT" },
    { id: 4, nom: "Marie Petit", site: "LL" },
    { id: 5, nom: "Luc Blanc", site: "LS" },
  ],
  strains: [
    // Weights and starts: WIRE. Gains: WIRE for Mulard, ours for the others.
    {
      genetique: "Mulard",
      weight: 3,
      startGrams: { min: 4_400, max: 4_600 },
      gainGrams: { min: 60, max: 90 },
    },
    {
      genetique: "Barbarie",
      weight: 1,
      startGrams: { min: 3_800, max: 4_000 },
      gainGrams: { min: 58, max: 82 },
    },
    {
      genetique: "Pékin",
      weight: 1,
      startGrams: { min: 4_000, max: 4_200 },
      gainGrams: { min: 60, max: 86 },
    },
  ],
  ducks: { min: 45, max: 55 }, // WIRE
  days: { min: 11, max: 14 }, // WIRE
  dose: { // WIRE
    matin: { firstGrams: 200, lastGrams: 460 },
    soir: { firstGrams: 210, lastGrams: 490 },
    deviation: 0.05,
  },
  gain: { firstMeal: 2 / 3, start: 1.02, rise: 0.21, spread: 0.1 }, // SPEC; spread WIRE
  mortality: { base: 0.0005, perDay: 0.0001 }, // WIRE: 2.2 % in 11 days, 3.2 % in 14
  response: {
    // CALIBRATION's elasticity of the liver on maize; that the whole gain shares it is ours.
    gainElasticity: 0.62,
    // Ours, no record tells: a dose 20 % higher doubles the hazard, and so does a step of 50 g.
    hazardElasticity: Math.LN2 / Math.log(1.2),
    hazardPerStepGram: Math.LN2 / 20,
    toleratedStepGrams: 30, // the largest of the profile's own; CALIBRATION: 22.3 ± 3.6 g
  },
  climate: { // bounds WIRE, course ours
    temperature: { min: 19, max: 23 },
    humidity: { min: 55, max: 75 },
    warmestHour: 16,
    dailySwing: 0.45,
    drift: 0.3,
    room: 0.2,
    memoryHours: 36,
  },
};

export const PROFILES = { classic } as const;
export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
