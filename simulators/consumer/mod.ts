/** The consumers' simulator: people who buy, taste and rate what a server has for sale. */
export type { Aspect, AspectStars } from "./aspects.ts";
export { CorrelationSoFar } from "./correlation.ts";
export { type ConsumerEndpoints, consumerEndpointsOf } from "./endpoints.ts";
export type { ConsumerEvent, ConsumerOutcome, ConsumerSummary } from "./events.ts";
export type { Feedback, FeedbackBody } from "./feedback.ts";
export type { Fetch } from "./http_caller.ts";
export { REFERENCE_SCORE, TASTE_PROFILES, type TasteProfile } from "./params.ts";
export { type ConsumerDeps, type ConsumerOptions, runConsumer } from "./run.ts";
export type { Star } from "./stars.ts";
export type { Liver } from "./liver.ts";
export { drawPerson } from "./person.ts";
export { opinionCorrelation, starOf, starScale } from "./stars.ts";
export { drawMeal, opinionOf } from "./taste.ts";
