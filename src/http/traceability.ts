/** A scanned product as consumers see it: nothing that names a gaveur. */
import type { PublicTraceability, Traceability } from "../contract/consumer.ts";
import type { Grade } from "../contract/realtime.ts";
import type { ScannedProduct } from "../db/product_repository.ts";
import { restTimestamp } from "../domain/time.ts";

/** A mean of few reviews would tell who said what. */
const MIN_REVIEWS = 5;
const REVIEW_EVERY_MS = 30 * 24 * 3_600_000;
const DEFAULT_DURATION_DAYS = 14;
const DEFAULT_METHOD = "traditionnel";

/** What is missing is told as existing clients have always read it. */
export function traceability(product: ScannedProduct): Traceability {
  return {
    product_id: product.product_id,
    lot_code: product.code_lot || "N/A",
    qr_code: product.qr_code,
    site_code: product.site_code,
    site_name: product.site_name || "Site Euralis",
    region: product.region ?? "France",
    production_date: midnight(product.production_date),
    quality_control_date: product.quality_control_date &&
      product.quality_control_date.replace("Z", "+00:00"),
    packaging_date: product.packaging_date && midnight(product.packaging_date),
    best_before_date: product.best_before_date && midnight(product.best_before_date),
    sqal_quality_score: product.sqal_quality_score ?? 0,
    sqal_grade: product.sqal_grade ?? "N/A",
    sqal_compliance: product.sqal_compliance ?? false,
    gavage_duration_days: product.gavage_duration_days ?? DEFAULT_DURATION_DAYS,
    average_itm: product.average_itm,
    certifications: product.certifications,
    production_method: product.production_method ?? DEFAULT_METHOD,
    carbon_footprint_kg: product.carbon_footprint_kg,
    animal_welfare_score: product.animal_welfare_score,
    blockchain_hash: product.blockchain_hash ?? "",
    blockchain_verified: product.blockchain_verified,
  };
}

export function averageShown(
  { total_reviews, average_rating }: Pick<ScannedProduct, "total_reviews" | "average_rating">,
): number | null {
  return total_reviews >= MIN_REVIEWS ? average_rating : null;
}

/** Whether the person who scanned may not rate it again yet. */
export function isReviewed({ reviewed_at }: ScannedProduct, nowMs: number): boolean {
  return reviewed_at !== null && Date.parse(reviewed_at) > nowMs - REVIEW_EVERY_MS;
}

const QUALITY: Record<Grade, "excellent" | "good" | "poor"> = {
  "A+": "excellent",
  A: "excellent",
  B: "good",
  C: "poor",
  REJECT: "poor",
};

export function publicTraceability(product: ScannedProduct): PublicTraceability {
  const told = traceability(product);
  return {
    id: told.product_id,
    product: {
      product_id: told.product_id,
      lot_code: told.lot_code,
      site_name: told.site_name,
      region: told.region,
      production_date: told.production_date,
      best_before_date: told.best_before_date,
      certifications: told.certifications,
      production_method: told.production_method,
    },
    quality: {
      score: Math.round(told.sqal_quality_score * 1000) / 10,
      grade: product.sqal_grade ? QUALITY[product.sqal_grade] : "poor",
    },
    timeline: [
      {
        step: "gavage",
        date: midnight(product.debut_lot),
        description: `Élevage et gavage, ${told.gavage_duration_days} jours`,
      },
      {
        step: "controle_qualite",
        date: restTimestamp(told.quality_control_date ?? `${product.production_date}T00:00:00Z`),
        description: `Contrôle qualité SQAL, classe ${told.sqal_grade}`,
      },
      {
        step: "conditionnement",
        date: told.packaging_date ?? told.production_date,
        description: "Conditionnement et étiquetage",
      },
    ],
    gaveur: { name: "Gaveur partenaire", region: told.region },
    blockchain: { hash: told.blockchain_hash, verified: told.blockchain_verified },
  };
}

function midnight(date: string): string {
  return `${date}T00:00:00`;
}
