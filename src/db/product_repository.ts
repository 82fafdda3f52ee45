/** Products: issued from measured livers, found by their QR code, listed, recalled. */
import type { Sql, TransactionSql } from "postgres";
import type { ConsumerProduct, LatestProduct, Product } from "../contract/consumer.ts";
import type { Grade } from "../contract/realtime.ts";
import { textArray } from "./array_literals.ts";
import { restInstant } from "./_rest_instant.ts";
import findOfSample from "../../sql/queries/products/find_of_sample.sql" with { type: "text" };
import insertProducts from "../../sql/queries/products/insert_products.sql" with { type: "text" };
import listConsumerProducts from "../../sql/queries/products/list_consumer_products.sql" with {
  type: "text",
};
import listIssuable from "../../sql/queries/products/list_issuable.sql" with { type: "text" };
import listProducts from "../../sql/queries/products/list_products.sql" with { type: "text" };
import lockLotOfProduct from "../../sql/queries/products/lock_lot_of_product.sql" with {
  type: "text",
};
import lockLots from "../../sql/queries/products/lock_lots.sql" with { type: "text" };
import readLatest from "../../sql/queries/products/read_latest.sql" with { type: "text" };
import readQrKey from "../../sql/queries/products/read_qr_key.sql" with { type: "text" };
import recallProduct from "../../sql/queries/products/recall_product.sql" with { type: "text" };
import scanProduct from "../../sql/queries/products/scan_product.sql" with { type: "text" };
import takeQueue from "../../sql/queries/products/take_queue.sql" with { type: "text" };

/** A measured liver that is to become a product. */
export interface IssuableSample {
  /** The product's number, never used twice. */
  numero: number;
  lot_number: number;
  /** LOT_… id. */
  registry_id: string;
  code_lot: string;
  site_code: string;
  sample_id: string;
  quality_control_date: string;
  registered_at: string;
  /** Dates `YYYY-MM-DD` in the farms' zone: of slaughter, and of quality control. */
  production_date: string;
  packaging_date: string;
  sqal_quality_score: number;
  sqal_grade: Grade;
  sqal_compliance: boolean;
  lot_itm: number | null;
  lot_avg_weight: number | null;
  gavage_duration_days: number | null;
}

export interface IssuedProduct extends IssuableSample {
  product_id: string;
  qr_code: string;
  qr_signature: string;
  best_before_date: string;
  certifications: readonly string[];
  production_method: string;
}

export type MakeProduct = (sample: IssuableSample) => IssuedProduct;

export interface Issue {
  /** Whether there may be more to do. */
  isMore: boolean;
  products: IssuedProduct[];
}

export interface ScannedProduct {
  product_id: string;
  qr_code: string;
  is_active: boolean;
  recalled_at: string | null;
  code_lot: string;
  site_code: string;
  site_name: string;
  region: string | null;
  genetique: string | null;
  production_date: string;
  quality_control_date: string | null;
  packaging_date: string | null;
  best_before_date: string | null;
  sqal_quality_score: number | null;
  sqal_grade: Grade | null;
  sqal_compliance: boolean | null;
  gavage_duration_days: number | null;
  average_itm: number | null;
  certifications: string[];
  production_method: string | null;
  carbon_footprint_kg: number | null;
  animal_welfare_score: number | null;
  blockchain_hash: string | null;
  blockchain_verified: boolean;
  debut_lot: string;
  /** J-1. */
  arrived_on: string;
  /** Wall time of the scanning person's newest feedback on it. */
  reviewed_at: string | null;
  total_reviews: number;
  average_rating: number | null;
}

export interface ProductFilter {
  /** A code or registry id. */
  lot?: string | null | undefined;
  site?: string | null | undefined;
  grade?: Grade | null | undefined;
  isActive?: boolean | null | undefined;
  productId?: string | null | undefined;
}

/** A sample of a lot, and what may keep it from being a product. */
export interface SampleProduct {
  codeLot: string;
  sqalStatus: string | null;
  /** Null when the lot has no such sample. */
  isCompliant: boolean | null;
  product: { productId: string; qrCode: string } | null;
}

const CHANNEL = "gavaged_products";
/** Not for queries with optional filters: each use of them deserves a plan of its own. */
const PREPARED = { prepare: true };
/** Queue entries in one transaction: it holds their lots. */
const QUEUE_ENTRIES = 200;
/** The list has no pages: nobody chooses among more. */
const MAX_MARKET = 10_000;

export type StoredProduct = Omit<Product, "url">;

export class ProductRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The key that servers without configured keys share. */
  async qrKey(): Promise<string> {
    const [row] = await this.#sql.unsafe<{ key: string }[]>(readQrKey);
    return row!.key;
  }

  /** Makes the products that wait in the queue, a part of it at a time, in one transaction. */
  issueQueued(make: MakeProduct, zone: string): Promise<Issue> {
    return this.#sql.begin(async (tx) => {
      const taken = await tx.unsafe<{ code_lot: string }[]>(takeQueue, [QUEUE_ENTRIES], PREPARED);
      const codes = taken.map((row) => row.code_lot);
      return { isMore: codes.length > 0, products: await issue(tx, { codes, make, zone }) };
    });
  }

  /** Makes the products of one lot now, whatever waits. */
  issueLot(codeLot: string, { make, zone }: { make: MakeProduct; zone: string }): Promise<
    IssuedProduct[]
  > {
    return this.#sql.begin((tx) => issue(tx, { codes: [codeLot], make, zone }));
  }

  /**
   * Calls `onWork` when products may be issued, and whenever listening starts anew. The result
   * stops it.
   */
  async onWork(onWork: () => void): Promise<() => Promise<void>> {
    const { unlisten } = await this.#sql.listen(CHANNEL, onWork, onWork);
    return unlisten;
  }

  /** What is on the market, newest first: all, or a lot's. */
  async market(
    { lotNumber = null, lot = null }: { lotNumber?: number | null; lot?: string | null },
  ): Promise<ConsumerProduct[]> {
    const rows = await this.#sql.unsafe<ConsumerProduct[]>(
      listConsumerProducts,
      [lotNumber, lot, MAX_MARKET],
    );
    return rows.map((row) => ({ ...row, created_at: restInstant(row.created_at) }));
  }

  /** Newest first; `nextBefore` is null on the last page. */
  async list(
    { lot = null, site = null, grade = null, isActive = null, productId = null }: ProductFilter,
    { before = null, limit }: { before?: number | null; limit: number },
  ): Promise<{ products: StoredProduct[]; nextBefore: number | null }> {
    const rows = await this.#sql.unsafe<(StoredProduct & { numero: number })[]>(
      listProducts,
      [lot, site, grade, isActive, productId, before, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      products: page.map(({ numero: _, ...row }) => ({
        ...row,
        quality_control_date: row.quality_control_date && restInstant(row.quality_control_date),
        recalled_at: row.recalled_at && restInstant(row.recalled_at),
        created_at: restInstant(row.created_at),
      })),
      nextBefore: rows.length > limit ? page.at(-1)!.numero : null,
    };
  }

  async find(productId: string): Promise<StoredProduct | undefined> {
    return (await this.list({ productId }, { limit: 1 })).products[0];
  }

  /** By QR code, on the market or not; `person` is who scans. */
  async scan(qrCode: string, person: string | null): Promise<ScannedProduct | undefined> {
    const rows = await this.#sql.unsafe<ScannedProduct[]>(scanProduct, [qrCode, person], PREPARED);
    return rows[0];
  }

  /** Takes it off the market for good; a product that was recalled before keeps its first reason. */
  async recall(
    { productId, reason, by, nowMs }: {
      productId: string;
      reason: string;
      by: string;
      nowMs: number;
    },
  ): Promise<void> {
    const at = new Date(nowMs).toISOString();
    await this.#sql.begin(async (tx) => {
      await tx.unsafe(lockLotOfProduct, [productId]);
      await tx.unsafe(recallProduct, [productId, reason, by, at]);
    });
  }

  /** The newest on the market. */
  async latest(): Promise<LatestProduct | undefined> {
    const [row] = await this.#sql.unsafe<(LatestProduct["product"] & { code_lot: string })[]>(
      readLatest,
      [],
      PREPARED,
    );
    if (!row) return undefined;
    const { code_lot, ...product } = row;
    return {
      code_lot,
      lot_id: product.lot_id,
      product: { ...product, created_at: restInstant(product.created_at) },
    };
  }

  /** Undefined when there is no lot of this number. */
  async ofSample(lotNumber: number, sampleId: string): Promise<SampleProduct | undefined> {
    const [row] = await this.#sql.unsafe(findOfSample, [lotNumber, sampleId], PREPARED);
    return row && {
      codeLot: row.code_lot,
      sqalStatus: row.status,
      isCompliant: row.is_compliant,
      product: row.product_id === null ? null : { productId: row.product_id, qrCode: row.qr_code },
    };
  }
}

/** The lots stay locked until the transaction ends: what is read after that is still true then. */
async function issue(
  tx: TransactionSql,
  { codes, make, zone }: { codes: readonly string[]; make: MakeProduct; zone: string },
): Promise<IssuedProduct[]> {
  if (codes.length === 0) return [];
  const lots = textArray(codes);
  await tx.unsafe(lockLots, [lots], PREPARED);
  const samples = await tx.unsafe<IssuableSample[]>(listIssuable, [lots, zone], PREPARED);
  if (samples.length === 0) return [];
  const products = samples.map(make);
  const rows = products.map(({ lot_number, ...row }) => ({ ...row, lot_id: lot_number }));
  await tx.unsafe(insertProducts, [JSON.stringify(rows)], PREPARED);
  return products;
}
