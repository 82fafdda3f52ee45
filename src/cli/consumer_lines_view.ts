/** Consumers in a pipe: a line for each feedback, or for each hundred once there are many. */
import type { ConsumerEvent } from "../../simulators/consumer/mod.ts";
import {
  awayText,
  type ConsumerView,
  starsText,
  startedText,
  summaryLines,
  waitingText,
} from "./consumer_view.ts";

/** After so many a line for each would bury the rest. */
const SHOWN_FEEDBACKS = 200;
const A_LINE_EVERY = 100;

/**
 * @param output.data lines about feedbacks
 * @param output.diagnostics lines about the server
 */
export function consumerLinesView(
  output: { data: (line: string) => void; diagnostics: (line: string) => void },
): ConsumerView {
  let accepted = 0;
  let starsGiven = 0;

  const onAccepted = ({ feedback }: Extract<ConsumerEvent, { kind: "feedback_accepted" }>) => {
    const { body, grade } = feedback;
    accepted++;
    starsGiven += body.overall_rating;
    if (accepted <= SHOWN_FEEDBACKS) {
      output.data(
        `${starsText(body.overall_rating)} ${body.product_id} (${grade ?? "–"})` +
          (body.comment === undefined ? "" : ` « ${body.comment} »`),
      );
    } else if (accepted % A_LINE_EVERY === 0) {
      output.data(
        `📊 ${accepted} feedbacks, ${(starsGiven / accepted).toFixed(2)} stars on average`,
      );
    }
  };

  return {
    onEvent(event) {
      switch (event.kind) {
        case "started":
          return output.data(`🛒 ${startedText(event)}`);
        case "waiting_for_products":
          return output.diagnostics(waitingText(event));
        case "products":
          return output.data(`   ${event.products} products of ${event.lots} lots on the shelves`);
        case "server_away":
          return output.diagnostics(awayText(event));
        case "server_back":
          return output.diagnostics("server answers again");
        case "feedback_accepted":
          return onAccepted(event);
        case "feedback_refused":
          return output.diagnostics(
            `feedback refused: ${event.feedback.body.product_id}: ${event.status} ${event.reason}`,
          );
        case "product_recalled":
          return output.data(`   ${event.productId} is gone: not rated`);
        case "opened":
        case "feedback_sent":
        case "feedback_duplicate":
      }
    },
    close(summary) {
      if (summary) { for (const line of summaryLines(summary)) output.data(line); }
    },
  };
}
