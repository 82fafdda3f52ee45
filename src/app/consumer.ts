/** The consumers' part of the server: products and their codes, scans, feedback. */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import {
  FeedbackDesk,
  makeProduct,
  personHash,
  ProductIssuer,
  QrCodes,
  Scanner,
} from "../consumer/products/mod.ts";
import { FeedbackRepository } from "../db/feedback_repository.ts";
import { FeedbackStatsRepository } from "../db/feedback_stats_repository.ts";
import { ProductChainRepository } from "../db/product_chain_repository.ts";
import {
  type IssuableSample,
  type IssuedProduct,
  ProductRepository,
} from "../db/product_repository.ts";
import { frameTimestamp, restTimestamp } from "../domain/time.ts";
import type { ConsumerParts } from "../http/mod.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { Hub } from "../realtime/mod.ts";
import type { Metrics } from "./metrics.ts";

export interface Consumer extends ConsumerParts {
  /** Stops issuing products; requests under way go on. */
  stop(): Promise<void>;
}

export interface ConsumerDeps {
  sql: Sql;
  hub: Pick<Hub, "publish">;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}

const FRAME_BYTES = 400;

/** @throws AppError `database_failed` when the database's own signing key cannot be read */
export async function startConsumer(config: Config, deps: ConsumerDeps): Promise<Consumer> {
  const { sql, hub, clock, log, metrics } = deps;
  const products = new ProductRepository(sql);
  const feedbacks = new FeedbackRepository(sql);
  const [firstKey = await products.qrKey(), ...formerKeys] = config.qr_keys ?? [];
  const codes = new QrCodes([firstKey, ...formerKeys]);
  // The oldest key: what people are called must not change with each new one.
  const personKey = formerKeys.at(-1) ?? firstKey;
  const certifications: Readonly<Record<string, readonly string[]>> = {
    LL: config.certifications_ll,
    LS: config.certifications_ls,
    MT: config.certifications_mt,
  };
  const make = (sample: IssuableSample) =>
    makeProduct(sample, {
      codes,
      shelfLifeDays: config.shelf_life_days,
      certifications: certifications[sample.site_code] ?? [],
      productionMethod: config.production_method,
    });

  const onIssued = (product: IssuedProduct) => {
    metrics.consumer.issued();
    hub.publish(
      { kind: "product_registered", codeLot: product.code_lot, site: product.site_code },
      {
        type: "product_registered",
        timestamp: frameTimestamp(clock.now()),
        data: {
          product_id: product.product_id,
          qr_code: product.qr_code,
          code_lot: product.code_lot,
          lot_id: product.registry_id,
          site: product.site_code,
          sample_id: product.sample_id,
          sqal_grade: product.sqal_grade,
          time: restTimestamp(product.registered_at),
        },
      },
      FRAME_BYTES,
    );
  };
  const issuer = new ProductIssuer({
    store: {
      issueQueued: () => products.issueQueued(make, config.time_zone),
      onWork: (onWork) => products.onWork(onWork),
    },
    onIssued,
    pollingIntervalMs: config.polling_interval * 1_000,
    clock,
    log,
  });
  issuer.start();

  const scanner = new Scanner({ codes, products, onRefused: metrics.consumer.qrRefused });
  const desk = new FeedbackDesk({
    scanner,
    store: feedbacks,
    clientZone: config.client_time_zone,
    onStored({ feedbackId, feedback, product, time }) {
      metrics.consumer.feedback(feedback.overall_rating);
      hub.publish(
        { kind: "consumer_feedback", codeLot: product.code_lot, site: product.site_code },
        {
          type: "consumer_feedback",
          timestamp: frameTimestamp(clock.now()),
          data: {
            feedback_id: feedbackId,
            product_id: product.product_id,
            code_lot: product.code_lot,
            site: product.site_code,
            overall_rating: feedback.overall_rating,
            time: restTimestamp(time),
          },
        },
        FRAME_BYTES,
      );
    },
    clock,
  });

  return {
    products,
    feedbacks,
    stats: new FeedbackStatsRepository(sql),
    chain: new ProductChainRepository(sql),
    scanner,
    desk,
    personOf: (address, consumerId) => personHash({ address, consumerId, key: personKey }),
    async issueLot(codeLot) {
      const issued = await products.issueLot(codeLot, { make, zone: config.time_zone });
      for (const product of issued) onIssued(product);
    },
    publicUrl: config.public_url?.replace(/\/+$/, ""),
    stop: () => issuer.stop(),
  };
}
