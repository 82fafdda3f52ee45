/** Statistics of feedback, always of this moment. */
import type { Sql } from "postgres";
import type { Analytics, ProductStats, RatingDistribution } from "../contract/consumer.ts";
import readAnalytics from "../../sql/queries/feedback/read_analytics.sql" with { type: "text" };
import readProductStats from "../../sql/queries/feedback/read_product_stats.sql" with {
  type: "text",
};

export interface AnalyticsScope {
  /** A lot's number, or a site's code. */
  lotNumber?: number;
  site?: string;
  /** Days before the period's end; null: ever. */
  days: number | null;
  nowMs: number;
}

export interface ScopedAnalytics {
  analytics: Analytics;
  totalLots: number;
  totalProducts: number;
}

interface Ratings {
  rating_1: number;
  rating_2: number;
  rating_3: number;
  rating_4: number;
  rating_5: number;
}

const PREPARED = { prepare: true };

export class FeedbackStatsRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Undefined for a product that nobody rated. */
  async ofProduct(productId: string): Promise<ProductStats | undefined> {
    const [row] = await this.#sql.unsafe(readProductStats, [productId], PREPARED);
    return row && {
      product_id: productId,
      total_reviews: row.total_feedbacks,
      average_rating: row.average_rating,
      rating_distribution: distribution(row as unknown as Ratings),
      recommendation_rate: row.recommendation_rate,
    };
  }

  async of({ lotNumber, site, days, nowMs }: AnalyticsScope): Promise<ScopedAnalytics> {
    const rows = await this.#sql.unsafe<
      (Omit<Analytics, "rating_distribution"> & Ratings & {
        total_lots: number;
        total_products: number;
      })[]
    >(
      readAnalytics,
      [lotNumber ?? null, site ?? null, days, new Date(nowMs).toISOString()],
    );
    const {
      total_lots,
      total_products,
      rating_1,
      rating_2,
      rating_3,
      rating_4,
      rating_5,
      ...figures
    } = rows[0]!;
    const ratings = { rating_1, rating_2, rating_3, rating_4, rating_5 };
    return {
      analytics: { ...figures, rating_distribution: distribution(ratings) },
      totalLots: total_lots,
      totalProducts: total_products,
    };
  }
}

function distribution(row: Ratings): RatingDistribution {
  return {
    "1": row.rating_1,
    "2": row.rating_2,
    "3": row.rating_3,
    "4": row.rating_4,
    "5": row.rating_5,
  };
}
