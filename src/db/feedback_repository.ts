/** What consumers say of products: told once, linked to product, sample and lot. */
import type { Sql } from "postgres";
import type { CommentRow, FeedbackRow, NewFeedback, TrainingRow } from "../contract/consumer.ts";
import { numberArray } from "./array_literals.ts";
import { isUniqueViolation } from "./postgres_errors.ts";
import { restInstant } from "./_rest_instant.ts";
import findByKey from "../../sql/queries/feedback/find_by_key.sql" with { type: "text" };
import insertFeedback from "../../sql/queries/feedback/insert_feedback.sql" with { type: "text" };
import listComments from "../../sql/queries/feedback/list_comments.sql" with { type: "text" };
import listFeedbacks from "../../sql/queries/feedback/list_feedbacks.sql" with { type: "text" };
import listTrainingRows from "../../sql/queries/feedback/list_training_rows.sql" with {
  type: "text",
};
import markUsed from "../../sql/queries/feedback/mark_used.sql" with { type: "text" };

/** A sound feedback and its circumstances. */
export interface FeedbackToStore {
  feedback: Omit<NewFeedback, "qr_code">;
  /** Who says it, as 64 hexadecimal digits. */
  person: string;
  /** The same key again is the same feedback. */
  idempotencyKey: string | null;
  /** Of the whole body: another body under the same key is a mistake. */
  bodyHash: string;
  rewardPoints: number;
  /** Simulated time of the meal, or the wall's; ISO 8601 in UTC, as are these. */
  time: string;
  consumptionDate: string | null;
  /** The wall's. */
  now: string;
}

export type FeedbackStored =
  | { status: "stored"; feedbackId: number }
  /** The person spoke of this product less than 30 days ago. */
  | { status: "repeated" };

export interface FormerFeedback {
  feedbackId: number;
  bodyHash: string;
  rewardPoints: number;
}

/** Not for queries with optional filters: each use of them deserves a plan of its own. */
const PREPARED = { prepare: true };

export class FeedbackRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Row, links and event at once; of any number at the same time by one person, one is stored. */
  async store(wanted: FeedbackToStore): Promise<FeedbackStored> {
    const { feedback, person, idempotencyKey, bodyHash, rewardPoints, time } = wanted;
    const { detailed_ratings: ratings, ...told } = feedback;
    const row = {
      ...told,
      time,
      comment: told.comment || null,
      consumption_date: wanted.consumptionDate,
      texture_rating: ratings?.texture,
      flavor_rating: ratings?.flavor,
      color_rating: ratings?.color,
      aroma_rating: ratings?.aroma,
      freshness_rating: ratings?.freshness,
      photo_urls: told.photo_urls ?? [],
      ip_hash: person,
      idempotency_key: idempotencyKey,
      body_hash: bodyHash,
      reward_points_granted: rewardPoints,
    };
    try {
      const stored = await this.#sql.unsafe<{ feedback_id: number }[]>(
        insertFeedback,
        [JSON.stringify(row), wanted.now],
        PREPARED,
      );
      return stored[0]
        ? { status: "stored", feedbackId: stored[0].feedback_id }
        : { status: "repeated" };
    } catch (error) {
      // Its key was used at this very moment: whoever asks for that key finds it now.
      if (idempotencyKey !== null && isUniqueViolation(error)) return { status: "repeated" };
      throw error;
    }
  }

  /** What a person said under a key. */
  async byKey(person: string, key: string): Promise<FormerFeedback | undefined> {
    const [row] = await this.#sql.unsafe(findByKey, [person, key], PREPARED);
    return row && {
      feedbackId: row.feedback_id,
      bodyHash: row.body_hash,
      rewardPoints: row.reward_points_granted,
    };
  }

  /** Public ones, the last received first. */
  async list(limit: number): Promise<FeedbackRow[]> {
    const rows = await this.#sql.unsafe<FeedbackRow[]>(listFeedbacks, [limit], PREPARED);
    return rows.map((row) => ({ ...row, time: restInstant(row.time) }));
  }

  /** Newest first. */
  async comments(
    { lotNumber = null, site = null, minChars = 1, limit }: {
      lotNumber?: number | null;
      site?: string | null;
      minChars?: number;
      limit: number;
    },
  ): Promise<CommentRow[]> {
    const rows = await this.#sql.unsafe<CommentRow[]>(
      listComments,
      [lotNumber, site, minChars, limit],
    );
    return rows.map((row) => ({ ...row, time: restInstant(row.time) }));
  }

  /** Newest first; `total` counts those beyond the limit as well. */
  async trainingData(
    { site = null, limit }: { site?: string | null; limit: number },
  ): Promise<{ total: number; data: TrainingRow[] }> {
    const rows = await this.#sql.unsafe<(TrainingRow & { total: number })[]>(
      listTrainingRows,
      [site, limit],
    );
    return { total: rows[0]?.total ?? 0, data: rows.map(({ total: _, ...row }) => row) };
  }

  /** How many of these there are, all of them marked now. */
  async markUsed(
    feedbackIds: readonly number[],
    { split, now }: { split: string; now: string },
  ): Promise<number> {
    return (await this.#sql.unsafe(markUsed, [numberArray(feedbackIds), split, now])).length;
  }
}
