/** The rating that a visit ends with, as the wire has it. */
import type { ConsumptionContext } from "../../src/contract/consumer.ts";
import { pick, type RandomSource } from "../kernel/mod.ts";
import { type Aspect, drawAspects, drawFilledIn } from "./aspects.ts";
import { writeComment } from "./comment.ts";
import { drawIntentions } from "./intentions.ts";
import type { Liver } from "./liver.ts";
import { CONTEXT_WEIGHTS, type TasteProfile } from "./params.ts";
import type { Person } from "./person.ts";
import { type Star, starOf, type StarScale } from "./stars.ts";
import { drawMeal, opinionOf, type Taste } from "./taste.ts";

/** Body of `POST /api/consumer/feedback`. */
export interface FeedbackBody {
  readonly product_id: string;
  readonly qr_code: string;
  readonly overall_rating: Star;
  readonly detailed_ratings: Partial<Record<Aspect, Star>>;
  readonly comment?: string;
  readonly consumption_context: ConsumptionContext;
  /** ISO, UTC, simulated. */
  readonly consumption_date: string;
  readonly consumer_age_range: string;
  readonly consumer_region: string;
  readonly would_recommend: boolean;
  readonly repurchase_intent: Star;
  readonly device_type: string;
  readonly app_version: string;
}

export interface Feedback {
  /** Number of the visit, from 0. */
  readonly visit: number;
  /** Of the visit, simulated, epoch ms. */
  readonly simMs: number;
  readonly consumerId: string;
  readonly profile: TasteProfile;
  /** What was measured of the product, 0–1; null when that is not known. */
  readonly score: number | null;
  readonly grade: string | null;
  readonly body: FeedbackBody;
}

export interface FeedbackRequest {
  readonly visit: number;
  /** Simulated, epoch ms. */
  readonly visitMs: number;
  /** The wall's, epoch ms: the rating is dated no later. */
  readonly nowMs: number;
  readonly person: Person;
  readonly product: { readonly productId: string; readonly qrCode: string };
  readonly liver: Liver;
  readonly taste: Taste;
  readonly scale: StarScale;
}

/** Pure: the same request and stream give the same feedback to the last byte. */
export function drawFeedback(request: FeedbackRequest, random: RandomSource): Feedback {
  const { visit, visitMs, nowMs, person, product, liver, taste, scale } = request;
  const meal = drawMeal(liver, { visitMs, nowMs, random });
  const overall = starOf(opinionOf({ person, meal, taste }, random), scale);
  const aspects = drawAspects({ meal, overall, scale }, random);
  const filledIn = drawFilledIn(random);
  const context = pick(random, CONTEXT_WEIGHTS);
  const intentions = drawIntentions(overall, random);
  const comment = writeComment({ overall, aspects, meal, context, person, intentions }, random);
  return {
    visit,
    simMs: visitMs,
    consumerId: person.consumerId,
    profile: person.profile,
    score: liver.isMeasured ? liver.score : null,
    grade: liver.grade,
    body: {
      product_id: product.productId,
      qr_code: product.qrCode,
      overall_rating: overall,
      detailed_ratings: Object.fromEntries(filledIn.map((aspect) => [aspect, aspects[aspect]])),
      ...(comment === undefined ? {} : { comment }),
      consumption_context: context,
      consumption_date: new Date(meal.eatenMs).toISOString(),
      consumer_age_range: person.ageRange,
      consumer_region: person.region,
      would_recommend: intentions.recommends,
      repurchase_intent: intentions.repurchase,
      device_type: person.device,
      app_version: person.appVersion,
    },
  };
}
