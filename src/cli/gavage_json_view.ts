/** A gavage run for programs. Names are the wire's. */
import type { GavageEvent, GavageSummary } from "../../simulators/gavage/mod.ts";
import type { GavageView } from "./gavage_view.ts";
import { jsonPace, jsonView } from "./json_view.ts";

export function gavageJsonView(write: (line: string) => void): GavageView {
  return jsonView({ write, eventOf: jsonEvent, summaryOf: jsonSummary });
}

/** A meal is told once, when its fate is known. */
function jsonEvent(event: GavageEvent): Record<string, unknown> | undefined {
  switch (event.kind) {
    case "started":
      return {
        type: "started",
        seed: event.seed,
        profile: event.profile,
        lots: event.lots,
        meals_due: event.mealsDue,
        accel: event.accel,
        start: event.start,
        zone: event.zone,
        url: event.url,
      };
    case "lot_created":
      return {
        type: "lot_created",
        code_lot: event.codeLot,
        gaveur_id: event.plan.gaveur.id,
        gaveur_nom: event.plan.gaveur.nom,
        site: event.plan.gaveur.site,
        genetique: event.plan.genetique,
        nb_canards: event.plan.ducks,
        duree_prevue: event.plan.days,
      };
    case "feeding":
      return {
        type: "feeding",
        wall_time: new Date(event.wallMs).toISOString(),
        simulated_time: new Date(event.simMs).toISOString(),
        meals_due: event.mealsDue,
      };
    case "meal_sent":
      return undefined;
    case "meal_acked":
      return { type: "meal_acked", ...event.meal.frame };
    case "meal_refused":
      return {
        type: "meal_refused",
        code: event.code,
        message: event.message,
        ...event.meal.frame,
      };
    case "lot_closed":
      return { type: "lot_closed", code_lot: event.codeLot, by: event.by, reason: event.reason };
    case "connection":
      return event.state.kind === "waiting"
        ? {
          type: "connection",
          state: "waiting",
          retry_in_ms: event.state.retryInMs,
          reason: event.state.reason,
        }
        : { ...event.state, type: "connection", state: event.state.kind, kind: undefined };
  }
}

function jsonSummary(summary: GavageSummary) {
  return {
    outcome: summary.outcome,
    seed: summary.seed,
    lots: summary.lots,
    lots_finished: summary.lotsFinished,
    lots_closed: summary.lotsClosed,
    meals_due: summary.mealsDue,
    meals_sent: summary.mealsSent,
    meals_acked: summary.mealsAcked,
    meals_resent: summary.mealsResent,
    meals_refused: summary.mealsRefused,
    reconnections: summary.reconnections,
    drift_ms: summary.driftMs,
    ...jsonPace(summary),
    refusal: summary.refusal,
  };
}
