/** Consumers for programs. Names are the wire's. */
import type { ConsumerEvent, ConsumerSummary, Feedback } from "../../simulators/consumer/mod.ts";
import type { ConsumerView } from "./consumer_view.ts";
import { jsonPace, jsonView } from "./json_view.ts";

export function consumerJsonView(write: (line: string) => void): ConsumerView {
  return jsonView({ write, eventOf: jsonEvent, summaryOf: jsonSummary });
}

/** A feedback is told once, when its fate is known. */
function jsonEvent(event: ConsumerEvent): Record<string, unknown> | undefined {
  switch (event.kind) {
    case "started":
      return {
        type: "started",
        seed: event.seed,
        per_hour: event.perHour,
        accel: event.accel,
        min_rating: event.minRating,
        max_rating: event.maxRating,
        correlation: event.correlation,
        correlation_reachable: event.correlationReachable,
        lot: event.lot,
        feedbacks: event.feedbacks,
        url: event.url,
      };
    case "waiting_for_products":
      return { type: "waiting_for_products", lot: event.lot };
    case "products":
      return { type: "products", products: event.products, lots: event.lots };
    case "opened":
      return {
        type: "opened",
        wall_time: new Date(event.wallMs).toISOString(),
        simulated_time: new Date(event.simMs).toISOString(),
      };
    case "server_away":
      return { type: "server_away", retry_in_ms: event.retryInMs, reason: event.reason };
    case "server_back":
      return { type: "server_back" };
    case "feedback_sent":
      return undefined;
    case "feedback_accepted":
      return {
        type: "feedback_accepted",
        feedback_id: event.feedbackId,
        reward_points: event.rewardPoints,
        ...jsonFeedback(event.feedback),
      };
    case "feedback_duplicate":
      return { type: "feedback_duplicate", ...jsonFeedback(event.feedback) };
    case "feedback_refused":
      return {
        type: "feedback_refused",
        status: event.status,
        reason: event.reason,
        ...jsonFeedback(event.feedback),
      };
    case "product_recalled":
      return {
        type: "product_recalled",
        product_id: event.productId,
        simulated_time: new Date(event.simMs).toISOString(),
      };
  }
}

function jsonFeedback({ visit, simMs, consumerId, profile, score, grade, body }: Feedback) {
  return {
    visit,
    simulated_time: new Date(simMs).toISOString(),
    consumer_id: consumerId,
    profile,
    sqal_quality_score: score,
    sqal_grade: grade,
    ...body,
  };
}

function jsonSummary(summary: ConsumerSummary) {
  return {
    outcome: summary.outcome,
    seed: summary.seed,
    due: summary.due,
    sent: summary.sent,
    accepted: summary.accepted,
    duplicates: summary.duplicates,
    recalled: summary.recalled,
    refused: summary.refused,
    resent: summary.resent,
    rating_distribution: Object.fromEntries(summary.stars.map((count, i) => [i + 1, count])),
    mean_rating: summary.meanRating,
    correlation: summary.correlation,
    correlation_asked: summary.correlationAsked,
    profiles: summary.profiles,
    ...jsonPace(summary),
  };
}
