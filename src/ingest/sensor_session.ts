/**
 * One device on `/ws/sensors/`: greeted, then heard until it goes.
 *
 * A device resends what it buffered while it was away: late and out-of-order samples are normal.
 */
import { describeIssues, fieldIssues, show } from "../contract/issues.ts";
import type { ErrorFrame } from "../contract/meal.ts";
import { type SampleAck, SensorHeartbeat, SensorHello } from "../contract/sensor_control.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import { AnswerBudget } from "./_answer_budget.ts";
import { OrderedReplies } from "./ordered_replies.ts";
import type { PlacedSample } from "./device_news.ts";
import type { SampleIngest, SampleOutcome } from "./samples.ts";

export interface SensorSessionLimits {
  maxFrameChars: number;
  /** Frames a device may have unanswered. */
  maxUnacknowledged: number;
  /** Bad frames in a row before the device is sent away. */
  maxBadInARow: number;
  /** Answers queued for a device that does not read them; further ones are dropped. */
  maxUnreadBytes: number;
}

export const SENSOR_SESSION_LIMITS: SensorSessionLimits = {
  maxFrameChars: 1024 * 1024,
  maxUnacknowledged: 2_048,
  maxBadInARow: 1_000,
  maxUnreadBytes: 1024 * 1024,
};

/** A larger frame is not sent back in an error, so that errors do not multiply traffic. */
const MAX_ECHO_CHARS = 64 * 1024;

const BAD_OUTCOMES: readonly SampleOutcome["status"][] = ["invalid", "refused", "forbidden"];

type Failure = Omit<ErrorFrame, "type" | "timestamp">;

export function openSensorSession(
  socket: Socket,
  { ingest, clock, limits }: {
    ingest: Pick<SampleIngest, "submit" | "see">;
    clock: Clock;
    limits: SensorSessionLimits;
  },
): SocketHandler {
  return new SensorSession(socket, { ingest, clock, limits });
}

class SensorSession implements SocketHandler {
  readonly #socket: Socket;
  readonly #ingest: Pick<SampleIngest, "submit" | "see">;
  readonly #clock: Clock;
  readonly #limits: SensorSessionLimits;
  readonly #budget = new AnswerBudget();
  readonly #replies = new OrderedReplies((text) => this.#send(text));
  #badInARow = 0;
  #closed = false;

  constructor(
    socket: Socket,
    { ingest, clock, limits }: Parameters<typeof openSensorSession>[1],
  ) {
    this.#socket = socket;
    this.#ingest = ingest;
    this.#clock = clock;
    this.#limits = limits;
    this.#reply({
      type: "connection_established",
      timestamp: this.#timestamp(),
      message: "Connecté au backend SQAL",
    });
  }

  onText(text: string): void {
    if (this.#closed) return;
    const { maxFrameChars, maxUnacknowledged } = this.#limits;
    if (text.length > maxFrameChars) {
      this.#fail({
        error: `frame too large: at most ${maxFrameChars} characters, got ${text.length}`,
        code: "too_large",
        data: null,
      });
      return this.#close(CLOSE.tooLarge);
    }
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (cause) {
      // Old devices may send the bare token NaN, which is no JSON.
      const error = `expected one JSON object in a text frame: ${(cause as Error).message}`;
      return this.#bad({ error, code: "invalid", data: null });
    }
    const echo = text.length <= MAX_ECHO_CHARS ? data : null;
    if (typeof data !== "object" || data === null || Array.isArray(data)) {
      return this.#bad({
        error: `expected a JSON object, got ${show(data)}`,
        code: "invalid",
        data: echo,
      });
    }
    this.#dispatch((data as { type?: unknown }).type, { data, echo });
    if (this.#replies.pending > maxUnacknowledged) this.#close(CLOSE.tooManyUnacknowledged);
  }

  onBinary(byteLength: number): void {
    if (this.#closed) return;
    const error = `expected a text frame, got ${byteLength} binary bytes`;
    this.#bad({ error, code: "invalid", data: null });
  }

  onClose(): void {
    this.#closed = true;
  }

  #dispatch(type: unknown, { data, echo }: { data: object; echo: unknown }): void {
    switch (type) {
      case "esp32_hello":
        return this.#hello(data, echo);
      case "heartbeat":
        return this.#heartbeat(data, echo);
      case "ping":
        return this.#reply({ type: "pong", timestamp: this.#timestamp() });
      case "sensor_data":
      case undefined:
        return this.#sample(data, echo);
      default:
        return this.#bad({
          error: `type: expected sensor_data, esp32_hello, heartbeat or ping, got ${show(type)}`,
          code: "invalid",
          data: echo,
        });
    }
  }

  #hello(data: object, echo: unknown): void {
    const hello = SensorHello.safeParse(data);
    if (!hello.success) return this.#misspoken(hello.error, { data, echo });
    this.#badInARow = 0;
    this.#budget.learn({ readsAnswers: hello.data.acks === true });
    this.#ingest.see(hello.data);
    this.#reply({
      type: "hello_ack",
      timestamp: this.#timestamp(),
      message: `HELLO acknowledged for ${hello.data.device_id}`,
    });
  }

  #heartbeat(data: object, echo: unknown): void {
    const heartbeat = SensorHeartbeat.safeParse(data);
    if (!heartbeat.success) return this.#misspoken(heartbeat.error, { data, echo });
    this.#badInARow = 0;
    this.#ingest.see(heartbeat.data);
    if (this.#budget.readsAnswers) {
      this.#reply({ type: "heartbeat_ack", timestamp: this.#timestamp() });
    }
  }

  #sample(data: object, echo: unknown): void {
    const echoes = echo !== null;
    const answer = this.#replies.reserve();
    this.#ingest.submit(data, (outcome) => {
      if (outcome.status === "stored") this.#badInARow = 0;
      const isAck = outcome.status === "stored";
      answer(this.#budget.take(isAck ? "ack" : "other") ? this.#answerTo(outcome, echoes) : "");
      if (BAD_OUTCOMES.includes(outcome.status)) this.#countBad();
    });
  }

  #answerTo(outcome: SampleOutcome, echoes: boolean): string {
    if (outcome.status === "stored") return ack(outcome.sample, this.#timestamp());
    const data = echoes ? outcome.data : null;
    if (outcome.status === "overloaded") {
      return this.#error({
        error: "overloaded: too many samples are waiting to be stored",
        code: "overloaded",
        data,
        retry_after_ms: outcome.retryAfterMs,
      });
    }
    return this.#error({ error: outcome.message, code: outcome.status, data });
  }

  #misspoken(
    error: Parameters<typeof fieldIssues>[0],
    { data, echo }: { data: object; echo: unknown },
  ): void {
    this.#bad({ error: describeIssues(fieldIssues(error, data)), code: "invalid", data: echo });
  }

  #bad(failure: Failure): void {
    this.#fail(failure);
    this.#countBad();
  }

  #countBad(): void {
    if (++this.#badInARow >= this.#limits.maxBadInARow) this.#close(CLOSE.policy);
  }

  #fail(failure: Failure): void {
    this.#replies.reserve()(this.#budget.take("other") ? this.#error(failure) : "");
  }

  #reply(frame: object): void {
    this.#replies.reserve()(this.#budget.take("other") ? JSON.stringify(frame) : "");
  }

  #error(failure: Failure): string {
    return JSON.stringify({ type: "error", timestamp: this.#timestamp(), ...failure });
  }

  /** An empty text keeps the place of an answer that is not given. */
  #send(text: string): void {
    if (text !== "" && this.#socket.bufferedBytes() < this.#limits.maxUnreadBytes) {
      this.#socket.send(text);
    }
  }

  #close({ code, reason }: { code: number; reason: string }): void {
    this.#closed = true;
    this.#socket.close(code, reason);
  }

  #timestamp(): string {
    return frameTimestamp(this.#clock.now());
  }
}

function ack({ frame, reading }: PlacedSample, timestamp: string): string {
  const answer: SampleAck = {
    type: "ack",
    sample_id: frame.sample_id,
    timestamp,
    status: "saved",
    fusion_score: reading.fusion.final_score,
    fusion_grade: reading.fusion.final_grade,
  };
  return JSON.stringify(answer);
}
