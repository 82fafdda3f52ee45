/** The consumers' model as the loop's taste: each liver goes to a person nobody saw before. */
import {
  drawMeal,
  drawPerson,
  type Liver,
  opinionCorrelation,
  opinionOf,
  REFERENCE_SCORE,
  starOf,
  starScale,
} from "../../../simulators/consumer/mod.ts";
import type { Taste, TastedLiver } from "./lot.ts";

/** What the consumers' simulator has by default: score and stars agree so far. */
const CORRELATION = 0.6;
/** People are asked when everybody has eaten. */
const VISIT_AFTER_MS = 60 * 86_400_000;

export function consumerTaste(): Taste {
  const scale = starScale({ min: 1, max: 5 });
  const taste = {
    correlation: opinionCorrelation(CORRELATION, scale),
    scoreSd: REFERENCE_SCORE.sd,
  };
  return (tasted, stream) => {
    const person = drawPerson(stream);
    const visitMs = tasted.madeMs + VISIT_AFTER_MS;
    const meal = drawMeal(liverOf(tasted), { visitMs, random: stream });
    return starOf(opinionOf({ person, meal, taste }, stream), scale);
  };
}

function liverOf({ reading, itm, madeMs }: TastedLiver): Liver {
  const { fusion, as7341, vl53l8ch, liverGrams } = reading;
  return {
    grade: fusion.final_grade,
    score: fusion.final_score,
    isMeasured: true,
    traits: {
      freshness: as7341.analysis.freshness_index,
      fatQuality: as7341.analysis.fat_quality_index,
      oxidation: as7341.analysis.oxidation_index,
      uniformity: vl53l8ch.analysis.surface_uniformity,
      ...(as7341.analysis.color_uniformity !== null &&
        { colourEvenness: as7341.analysis.color_uniformity }),
      massGrams: liverGrams,
      itm,
    },
    madeMs,
    bestBeforeMs: null,
  };
}
