/** Everything that traces lots, products, samples and maize both ways, and recalls lots. */
import type { Sql } from "postgres";
import type { Dose } from "../contract/lots.ts";
import type {
  TraceFeedback,
  TraceLot,
  TraceMaizeLot,
  TraceMaizeUse,
  TraceOrigin,
  TraceProduct,
  TraceSample,
} from "../contract/trace.ts";
import { restClosure, restInstant } from "./_rest_instant.ts";
import { numberArray, textArray } from "./array_literals.ts";
import listDoses from "../../sql/queries/lots/list_doses.sql" with { type: "text" };
import listFacts from "../../sql/queries/trace/list_facts.sql" with { type: "text" };
import listFeedbacks from "../../sql/queries/trace/list_feedbacks.sql" with { type: "text" };
import listLots from "../../sql/queries/trace/list_lots.sql" with { type: "text" };
import listMaize from "../../sql/queries/trace/list_maize.sql" with { type: "text" };
import listMeasures from "../../sql/queries/trace/list_measures.sql" with { type: "text" };
import listProducts from "../../sql/queries/trace/list_products.sql" with { type: "text" };
import listSamples from "../../sql/queries/trace/list_samples.sql" with { type: "text" };
import listUses from "../../sql/queries/trace/list_uses.sql" with { type: "text" };
import lockLots from "../../sql/queries/trace/lock_lots.sql" with { type: "text" };
import readMaize from "../../sql/queries/trace/read_maize.sql" with { type: "text" };
import readOrigin from "../../sql/queries/trace/read_origin.sql" with { type: "text" };
import recallLots from "../../sql/queries/trace/recall_lots.sql" with { type: "text" };

export interface TraceFilter {
  /** J0, `YYYY-MM-DD`, both included. */
  from?: string;
  to?: string;
  site?: string;
  maizeLot?: string;
  gaveurId?: number;
  /** Codes or registry ids. */
  lots?: readonly string[];
  /** Fed on this day or later, in `zone`. */
  fedSince?: string;
}

/** A lot with its number in the database. */
export type NumberedLot = TraceLot & { id: number };

/** What is asked of one lot only. */
export interface OriginFacts {
  /** What `TraceLot` does not say. */
  origin: Omit<TraceOrigin, keyof TraceLot>;
  siteNumber: number;
  /** Wall times of the lot's row, and of its coming to quality control. */
  createdAt: string;
  finishedAt: string | null;
}

export interface MaizeTotals {
  maize: TraceMaizeLot;
  totals: { lots: number; samples: number; products: number; feedbacks: number };
}

export type TracedSample = TraceSample & { code_lot: string | null };
/** The product's sample is the one of this time. */
export type TracedProduct = TraceProduct & { quality_control_date: string | null };

/** A liver with all that an inspection event says of it. */
export interface Measure extends TraceSample {
  recorded_at: string;
  volume_mm3: number;
  tof_score: number;
  spectral_score: number;
  freshness_index: number;
  fat_quality_index: number;
  oxidation_index: number;
  temperature_c: number | null;
  humidity_percent: number | null;
}

/** A registry event as it is stored. */
export interface Fact {
  sequence: number;
  time: string;
  recorded_at: string;
  event_type: string;
  actor: string;
  data: Record<string, unknown>;
}

export interface LotRecall {
  by: string;
  reason: string;
  /** Wall time of the act. */
  at: string;
  /** What was recalled, as it was asked for. */
  criteria: Record<string, unknown>;
}

/** Not for queries with optional filters: each use of them deserves a plan of its own. */
const PREPARED = { prepare: true };

export class TraceRepository {
  readonly #sql: Sql;
  readonly #zone: string;

  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
  }

  /** Newest first; one more than `limit` is not asked for. */
  async lots(
    filter: TraceFilter,
    { beforeId, limit }: { beforeId?: number; limit: number },
  ): Promise<NumberedLot[]> {
    const fed = filter.maizeLot === undefined ? null : await this.usesOf(filter.maizeLot);
    const rows = await this.#sql.unsafe<NumberedLot[]>(listLots, [
      beforeId ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.site ?? null,
      fed && numberArray([...fed.keys()]),
      filter.gaveurId ?? null,
      filter.lots ? textArray(filter.lots) : null,
      filter.fedSince ?? null,
      this.#zone,
      limit,
    ]);
    return rows.map((row) => ({
      ...row,
      cloture: restClosure(row.cloture),
      date_abattage: orNull(row.date_abattage),
    }));
  }

  async origin(codeLot: string): Promise<OriginFacts> {
    const [row] = await this.#sql.unsafe(readOrigin, [codeLot], PREPARED);
    if (!row) throw new Error(`read a lot's origin: ${codeLot} is gone`);
    return {
      siteNumber: row.site_number,
      createdAt: restInstant(row.created_at),
      finishedAt: orNull(row.finished_at),
      origin: {
        site_nom: row.site_nom,
        region: row.region,
        duree_prevue: row.duree_prevue,
        nb_canards_final: row.nb_canards_final,
        taux_mortalite: row.taux_mortalite,
        poids_foie_moyen_g: row.poids_foie_moyen_g,
        decided_by: row.decided_by,
        decision_reason: row.decision_reason,
        curve: row.curve_id === null ? null : {
          id: row.curve_id,
          version: row.curve_version,
          total_maize_g: row.curve_total_maize_g,
        },
        meals: {
          count: row.count,
          first: orNull(row.first),
          last: orNull(row.last),
          dose_theorique_g: row.dose_theorique_g,
          dose_reelle_g: row.dose_reelle_g,
          maize_kg: row.maize_kg,
        },
        events: row.events,
      },
    };
  }

  /** In the order of use. */
  async maizeOf(lotNumber: number): Promise<TraceMaizeUse[]> {
    return [...await this.#sql.unsafe<TraceMaizeUse[]>(listMaize, [lotNumber], PREPARED)];
  }

  async maize(code: string): Promise<MaizeTotals | undefined> {
    const [row] = await this.#sql.unsafe<(TraceMaizeLot & MaizeTotals["totals"])[]>(
      readMaize,
      [code],
      PREPARED,
    );
    if (!row) return undefined;
    const { lots, samples, products, feedbacks, ...maize } = row;
    return { maize, totals: { lots, samples, products, feedbacks } };
  }

  /** First day of a maize lot's use, by number of lot. */
  async usesOf(code: string): Promise<Map<number, string>> {
    const rows = await this.#sql.unsafe(listUses, [code], PREPARED);
    return new Map(rows.map((row) => [row.id, row.since]));
  }

  /** Newest first. */
  async samples(
    { codeLot, sampleId, limit }: { codeLot?: string; sampleId?: string; limit: number },
  ): Promise<TracedSample[]> {
    const rows = await this.#sql.unsafe<TracedSample[]>(
      listSamples,
      [codeLot ?? null, sampleId ?? null, limit],
    );
    return rows.map((row) => ({ ...row, time: restInstant(row.time) }));
  }

  /** In the order of issue; `name` is a product id or a QR code. */
  async products(
    { lotNumbers, name }: { lotNumbers?: readonly number[]; name?: string },
  ): Promise<TracedProduct[]> {
    const rows = await this.#sql.unsafe<TracedProduct[]>(
      listProducts,
      [lotNumbers ? numberArray(lotNumbers) : null, name ?? null],
    );
    return rows.map((row) => ({ ...row, quality_control_date: orNull(row.quality_control_date) }));
  }

  /** Newest first. */
  async feedbacks(productIds: readonly string[], limit: number): Promise<TraceFeedback[]> {
    if (productIds.length === 0) return [];
    const rows = await this.#sql.unsafe<TraceFeedback[]>(
      listFeedbacks,
      [textArray(productIds), limit],
      PREPARED,
    );
    return rows.map((row) => ({ ...row, time: restInstant(row.time) }));
  }

  /** A lot's meals in their order. */
  async meals(codeLot: string): Promise<Dose[]> {
    const rows = await this.#sql.unsafe<Dose[]>(listDoses, [codeLot], PREPARED);
    return rows.map((row) => ({
      ...row,
      time: restInstant(row.time),
      recorded_at: restInstant(row.recorded_at),
    }));
  }

  /** A lot's livers in the order of time. */
  async measures(codeLot: string): Promise<Measure[]> {
    const rows = await this.#sql.unsafe<Measure[]>(listMeasures, [codeLot], PREPARED);
    return rows.map((row) => ({
      ...row,
      time: restInstant(row.time),
      recorded_at: restInstant(row.recorded_at),
    }));
  }

  /** A lot's registry events in their order; `lotId` is the registry id. */
  async facts(lotId: string): Promise<Fact[]> {
    const rows = await this.#sql.unsafe<Fact[]>(listFacts, [lotId], PREPARED);
    return rows.map((row) => ({
      ...row,
      time: restInstant(row.time),
      recorded_at: restInstant(row.recorded_at),
    }));
  }

  /**
   * Takes the products of lots off the market, those still to come too, and records it in each
   * lot's chain, all or nothing. Again, it changes nothing. Returns the products withdrawn now.
   */
  recall(
    lotNumbers: readonly number[],
    { by, reason, at, criteria }: LotRecall,
  ): Promise<string[]> {
    const lots = numberArray(lotNumbers);
    return this.#sql.begin(async (tx) => {
      await tx.unsafe(lockLots, [lots]);
      const rows = await tx.unsafe(recallLots, [
        lots,
        by,
        reason,
        at,
        `operator:${by}`,
        JSON.stringify(criteria),
        `Lot rappelé : ${reason}`,
      ]);
      return rows.map((row) => row.product_id);
    });
  }
}

function orNull(instant: string | null): string | null {
  return instant === null ? null : restInstant(instant);
}
