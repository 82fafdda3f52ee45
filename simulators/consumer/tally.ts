/** Counts a run's visits, and sums it up. */
import type { Acceleration, LatenessSummary } from "../kernel/mod.ts";
import { CorrelationSoFar } from "./correlation.ts";
import type { ConsumerOutcome, ConsumerSummary } from "./events.ts";
import type { Feedback } from "./feedback.ts";
import { TASTE_PROFILES, type TasteProfile } from "./params.ts";
import type { VisitOutcome } from "./visit.ts";

interface Instant {
  readonly wallMs: number;
  readonly simMs: number;
}

export interface TallyOptions {
  seed: number;
  accel: Acceleration;
  correlation: number;
  /** Visits asked for; undefined for as many as come. */
  feedbacks?: number | undefined;
}

export class Tally {
  readonly #options: TallyOptions;
  readonly #stars: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  readonly #profiles = Object.fromEntries(
    Object.keys(TASTE_PROFILES).map((profile) => [profile, 0]),
  ) as Record<TasteProfile, number>;
  readonly #correlation = new CorrelationSoFar();
  readonly #counts = { accepted: 0, duplicates: 0, recalled: 0, refused: 0 };
  #due = 0;
  #sent = 0;
  #resent = 0;
  #origin: Instant | undefined;
  #last: Instant | undefined;

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  get due(): number {
    return this.#due;
  }

  opened(origin: Instant): void {
    this.#origin = origin;
  }

  visited(at: Instant): void {
    this.#due++;
    this.#last = at;
  }

  sent(): void {
    this.#sent++;
  }

  settled(outcome: VisitOutcome): void {
    if ("tries" in outcome) this.#resent += outcome.tries - 1;
    switch (outcome.kind) {
      case "accepted":
        this.#counts.accepted++;
        this.#note(outcome.feedback);
        break;
      case "duplicate":
        this.#counts.duplicates++;
        break;
      case "recalled":
      case "refused":
        this.#counts[outcome.kind]++;
        break;
      case "abandoned":
    }
  }

  #note({ body, score, profile }: Feedback): void {
    this.#stars[body.overall_rating - 1]!++;
    this.#profiles[profile]++;
    if (score !== null) this.#correlation.add(score, body.overall_rating);
  }

  summary(end: {
    wallMs: number;
    isInterrupted: boolean;
    lateness: LatenessSummary | null;
  }): ConsumerSummary {
    const { seed, accel, correlation } = this.#options;
    const { accepted } = this.#counts;
    const wallElapsedMs = this.#last && this.#origin ? this.#last.wallMs - this.#origin.wallMs : 0;
    const simElapsedMs = this.#last && this.#origin ? this.#last.simMs - this.#origin.simMs : 0;
    const total = this.#stars.reduce((sum, count, i) => sum + count * (i + 1), 0);
    return {
      outcome: this.#outcome(end.isInterrupted),
      seed,
      due: this.#due,
      sent: this.#sent,
      ...this.#counts,
      resent: this.#resent,
      stars: [...this.#stars],
      meanRating: accepted > 0 ? total / accepted : null,
      correlation: this.#correlation.correlation(),
      correlationAsked: correlation,
      profiles: { ...this.#profiles },
      lateness: end.lateness,
      accelAsked: accel,
      accelAchieved: wallElapsedMs > 0 ? simElapsedMs / wallElapsedMs : null,
      wallSeconds: end.wallMs / 1_000,
      simulatedUntil: this.#last ? new Date(this.#last.simMs).toISOString() : null,
    };
  }

  #outcome(isInterrupted: boolean): ConsumerOutcome {
    const { accepted, duplicates, recalled, refused } = this.#counts;
    if (refused > 0) return "refused";
    const isSettled = accepted + duplicates + recalled === this.#due;
    const isEnough = this.#due > 0 && this.#due >= (this.#options.feedbacks ?? 0);
    const isOver = this.#options.feedbacks !== undefined || !isInterrupted;
    return isSettled && isEnough && isOver ? "done" : "stopped";
  }
}
