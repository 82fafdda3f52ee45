/**
 * One client of `/ws/gavage`.
 *
 * Clients of the older system open a connection for each meal, close at once and read nothing:
 * a frame already received is stored whether or not anybody is there to hear the answer.
 */
import { type ErrorFrame, MAX_UNANSWERED_MEALS, type MealAck } from "../contract/meal.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import { JoinedReplies } from "./joined_replies.ts";
import type { MealIngest, MealOutcome } from "./meals.ts";
import { OrderedReplies } from "./ordered_replies.ts";

export interface MealSessionLimits {
  maxFrameChars: number;
  /** Frames a client may have unanswered. */
  maxUnacknowledged: number;
  /** Bad frames in a row before the client is sent away. */
  maxBadInARow: number;
  /** Answers queued for a client that does not read them; further ones are dropped. */
  maxUnreadBytes: number;
}

export const MEAL_SESSION_LIMITS: MealSessionLimits = {
  maxFrameChars: 64 * 1024,
  maxUnacknowledged: MAX_UNANSWERED_MEALS,
  maxBadInARow: 1_000,
  // As much as a full window of acks: many come at once, and the client may be busy.
  maxUnreadBytes: 8 * 1024 * 1024,
};

/** A larger frame is not sent back in an error, so that errors do not multiply traffic. */
const MAX_ECHO_CHARS = 8 * 1024;

export function openMealSession(
  socket: Socket,
  { ingest, clock, limits, joinsAnswers = false }: {
    ingest: Pick<MealIngest, "submit">;
    clock: Clock;
    limits: MealSessionLimits;
    /** The client reads several answers in a frame, one a line, in any order. */
    joinsAnswers?: boolean;
  },
): SocketHandler {
  const send = (text: string) => {
    // A client that never reads must not fill the memory; one that comes back sends again.
    if (socket.bufferedBytes() < limits.maxUnreadBytes) socket.send(text);
  };
  const replies = joinsAnswers ? new JoinedReplies(send) : new OrderedReplies(send);
  let badInARow = 0;
  let closed = false;

  const error = (frame: Omit<ErrorFrame, "type" | "timestamp">) =>
    JSON.stringify({ type: "error", timestamp: frameTimestamp(clock.now()), ...frame });

  const close = ({ code, reason }: { code: number; reason: string }) => {
    closed = true;
    replies.flush();
    socket.close(code, reason);
  };

  const bad = (reply: (text: string) => void, frame: Omit<ErrorFrame, "type" | "timestamp">) => {
    reply(error(frame));
    if (++badInARow >= limits.maxBadInARow) close(CLOSE.policy);
  };

  const answer = (
    outcome: MealOutcome,
    { reply, echoes }: { reply: (text: string) => void; echoes: boolean },
  ): void => {
    if (outcome.status === "stored") {
      badInARow = 0;
      return reply(ack(outcome.meal, clock.now()));
    }
    const data = echoes ? outcome.data : null;
    if (outcome.status === "overloaded") {
      return reply(error({
        error: "overloaded: too many meals are waiting to be stored",
        code: "overloaded",
        data,
        retry_after_ms: outcome.retryAfterMs,
      }));
    }
    const frame = { error: outcome.message, code: outcome.status, data };
    if (outcome.status === "storage") reply(error(frame));
    else bad(reply, frame);
  };

  socket.send(JSON.stringify({
    type: "connection_established",
    timestamp: frameTimestamp(clock.now()),
    message: "Connecté au backend Gavage Temps Réel",
  }));

  return {
    onText(text) {
      if (closed) return;
      const reply = replies.reserve();
      if (text.length > limits.maxFrameChars) {
        reply(error({
          error: `frame too large: at most ${limits.maxFrameChars} characters, got ${text.length}`,
          code: "too_large",
          data: null,
        }));
        return close(CLOSE.tooLarge);
      }
      let data: unknown;
      try {
        data = JSON.parse(text);
      } catch (cause) {
        return bad(reply, {
          error: `expected one JSON object in a text frame: ${(cause as Error).message}`,
          code: "invalid",
          data: null,
        });
      }
      const echoes = text.length <= MAX_ECHO_CHARS;
      // Waits as long as the meal does: it holds neither the text nor what was read from it.
      ingest.submit(data, (outcome) => answer(outcome, { reply, echoes }));
      if (replies.pending > limits.maxUnacknowledged) close(CLOSE.tooManyUnacknowledged);
    },
    onBinary(byteLength) {
      if (closed) return;
      bad(replies.reserve(), {
        error: `expected a text frame, got ${byteLength} binary bytes`,
        code: "invalid",
        data: null,
      });
    },
    onClose() {
      closed = true;
      replies.close();
    },
  };
}

/** A `MealAck`, written out: acks are as many as meals. */
function ack(meal: Omit<MealAck, "type" | "timestamp" | "status">, nowMs: number): string {
  return `{"type":"ack","code_lot":${JSON.stringify(meal.code_lot)},"jour":${meal.jour},` +
    `"moment":"${meal.moment}","timestamp":"${frameTimestamp(nowMs)}","status":"saved",` +
    `"poids_moyen":${meal.poids_moyen},"taux_mortalite":${meal.taux_mortalite}}`;
}
