/** One visit: the phone scans the code, the liver is eaten, the rating is sent. */
import { randomStream } from "../kernel/mod.ts";
import type { ConsumerEndpoints } from "./endpoints.ts";
import { drawFeedback, type Feedback } from "./feedback.ts";
import { type HttpCaller, reasonIn } from "./http_caller.ts";
import { liverOf } from "./liver.ts";
import type { Comer } from "./population.ts";
import type { StarScale } from "./stars.ts";
import { FeedbackAnswer, type ProductRow, SampleAnswer, ScanAnswer } from "./wire.ts";

export interface VisitPlan extends Comer {
  /** From 0. */
  readonly visit: number;
  /** Simulated, epoch ms. */
  readonly visitMs: number;
  /** The wall's, epoch ms. */
  readonly nowMs: number;
  /** Standard deviation of the scores on the shelves at that time. */
  readonly scoreSd: number;
}

export type VisitOutcome =
  | {
    readonly kind: "accepted";
    readonly feedback: Feedback;
    readonly feedbackId: number | null;
    readonly rewardPoints: number | null;
    readonly tries: number;
  }
  | { readonly kind: "duplicate"; readonly feedback: Feedback; readonly tries: number }
  | {
    readonly kind: "refused";
    readonly feedback: Feedback;
    readonly status: number;
    readonly reason: string;
    readonly tries: number;
  }
  | { readonly kind: "recalled" }
  /** Nobody waits for the answer any more. */
  | { readonly kind: "abandoned" };

export interface VisitorOptions {
  endpoints: ConsumerEndpoints;
  caller: HttpCaller;
  seed: number;
  /** With the number of the visit it names a feedback: sent twice, it counts once. */
  runId: string;
  /** That score and opinion shall have. */
  correlation: number;
  scale: StarScale;
  signal: AbortSignal;
  onSent(feedback: Feedback): void;
}

const MAX_KNOWN_SAMPLES = 20_000;
const GONE = [404, 410];

export class Visitor {
  readonly #options: VisitorOptions;
  readonly #samples = new Map<string, Promise<SampleAnswer | undefined>>();

  constructor(options: VisitorOptions) {
    this.#options = options;
  }

  /** When a product was made, simulated, epoch ms; null where the server does not tell. */
  async madeMs(product: ProductRow, signal: AbortSignal): Promise<number | null> {
    const { caller, endpoints } = this.#options;
    const answer = await caller.ask({
      method: "GET",
      url: endpoints.scan(product.qr_code),
    }, signal);
    return liverOf(product, ScanAnswer.safeParse(answer?.body).data, undefined).madeMs;
  }

  async visit(plan: VisitPlan): Promise<VisitOutcome> {
    const { endpoints, caller, seed, runId, correlation, scale, signal, onSent } = this.#options;
    const { visit, visitMs, nowMs, person, product, scoreSd } = plan;
    const identity = { "consumer-id": person.consumerId };

    const scanned = await caller.ask({
      method: "GET",
      url: endpoints.scan(product.qr_code),
      headers: identity,
    }, signal);
    if (!scanned) return { kind: "abandoned" };
    if (GONE.includes(scanned.status)) return { kind: "recalled" };

    const sample = product.sample_id ? await this.#sample(product.sample_id) : undefined;
    if (signal.aborted) return { kind: "abandoned" };
    const feedback = drawFeedback({
      visit,
      visitMs,
      nowMs,
      person,
      product: { productId: product.product_id, qrCode: product.qr_code },
      liver: liverOf(product, ScanAnswer.safeParse(scanned.body).data, sample),
      taste: { correlation, scoreSd },
      scale,
    }, randomStream(seed, "visit", visit, "taste"));

    onSent(feedback);
    const answer = await caller.ask({
      method: "POST",
      url: endpoints.feedback,
      headers: {
        ...identity,
        "content-type": "application/json",
        "idempotency-key": `${runId}-${visit}`,
      },
      body: JSON.stringify(feedback.body),
    }, signal);
    if (!answer) return { kind: "abandoned" };
    const { status, body, tries } = answer;
    if (status >= 200 && status < 300) {
      const told = FeedbackAnswer.safeParse(body).data;
      return {
        kind: "accepted",
        feedback,
        feedbackId: told?.feedback_id ?? null,
        rewardPoints: told?.reward_points ?? null,
        tries,
      };
    }
    if (status === 409) return { kind: "duplicate", feedback, tries };
    if (GONE.includes(status)) return { kind: "recalled" };
    const reason = reasonIn(body) ?? "no reason given";
    return { kind: "refused", feedback, status, reason, tries };
  }

  /** Asked once for each sample; undefined where a server does not tell. */
  #sample(sampleId: string): Promise<SampleAnswer | undefined> {
    const known = this.#samples.get(sampleId);
    if (known) return known;
    const [oldest] = this.#samples.keys();
    if (oldest !== undefined && this.#samples.size >= MAX_KNOWN_SAMPLES) {
      this.#samples.delete(oldest);
    }
    const { caller, endpoints, signal } = this.#options;
    const asked = caller.ask({ method: "GET", url: endpoints.sample(sampleId) }, signal)
      .then((answer) =>
        answer?.status === 200 ? SampleAnswer.safeParse(answer.body).data : undefined
      );
    this.#samples.set(sampleId, asked);
    return asked;
  }
}
