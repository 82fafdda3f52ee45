/** The gavage simulator: lots of ducks, fed twice a day, over any transport. */
export { endpointsOf } from "./endpoints.ts";
export type { GavageEvent, GavageOutcome, GavageSummary } from "./events.ts";
export type { LotPlan } from "./lots.ts";
export { type OutgoingMeal, readMealAnswer } from "./meal_protocol.ts";
export { PROFILE_NAMES, type ProfileName } from "./params.ts";
export type { Fetch } from "./place_lots.ts";
export {
  DEFAULT_WINDOW,
  type GavageDeps,
  type GavageOptions,
  type GavageTransportFactory,
  type GavageTransportRequest,
  runGavage,
} from "./run.ts";
export { mealsOver, mealsOverWebSocket } from "./websocket.ts";
export { type FedLot, feedWholeLot, profileCurve } from "./whole_lot.ts";
