/** What Prometheus sees, and the small interfaces by which the parts report. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MealMetrics, SampleMetrics } from "../ingest/mod.ts";
import type { GateMetrics } from "../http/mod.ts";
import type { HubMetrics } from "../realtime/mod.ts";

export interface Metrics {
  meals: MealMetrics;
  samples: SampleMetrics;
  alerts: { raised(type: string): void };
  consumer: { issued(): void; feedback(rating: number): void; qrRefused(reason: string): void };
  hub: HubMetrics;
  access: GateMetrics;
  runs: { restarted(kind: string): void; threadReplaced(): void };
  /** Counts by their labels, read when somebody asks. */
  observeCounts<L extends string>(
    gauge: { name: string; help: string; labels: readonly L[] },
    read: () => Iterable<Record<L, string>>,
  ): void;
  /** A counter; the result counts one. */
  count(name: string, help: string): () => void;
  /** A gauge whose value is read when somebody asks. */
  observe(name: string, help: string, read: () => number): void;
  read(): Promise<{ contentType: string; text: string }>;
}

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];

  new Gauge({
    name: "gavaged_build_info",
    help: "Version of the program",
    labelNames: ["version"],
    registers,
  })
    .set({ version }, 1);
  const received = new Counter({
    name: "gavaged_meals_received_total",
    help: "Meal frames received",
    registers,
  });
  const stored = new Counter({
    name: "gavaged_meals_stored_total",
    help: "Meals committed, by what they changed",
    labelNames: ["change"],
    registers,
  });
  const refused = new Counter({
    name: "gavaged_meals_refused_total",
    help: "Meal frames not stored, by reason",
    labelNames: ["reason"],
    registers,
  });
  const batchSeconds = new Histogram({
    name: "gavaged_ingest_batch_seconds",
    help: "Time to commit one batch",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const batchRows = new Histogram({
    name: "gavaged_ingest_batch_rows",
    help: "Rows in one batch",
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000],
    registers,
  });
  const samplesReceived = new Counter({
    name: "gavaged_samples_received_total",
    help: "Sample frames received",
    registers,
  });
  const samplesStored = new Counter({
    name: "gavaged_samples_stored_total",
    help: "Samples committed, by what they changed",
    labelNames: ["change"],
    registers,
  });
  const samplesRefused = new Counter({
    name: "gavaged_samples_refused_total",
    help: "Sample frames not stored, by reason",
    labelNames: ["reason"],
    registers,
  });
  const samplesBatchSeconds = new Histogram({
    name: "gavaged_samples_batch_seconds",
    help: "Time to commit one batch of samples and sightings",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const samplesBatchRows = new Histogram({
    name: "gavaged_samples_batch_rows",
    help: "Samples and sightings in one batch",
    buckets: [1, 3, 10, 30, 100, 300],
    registers,
  });
  const alertsRaised = new Counter({
    name: "gavaged_alerts_raised_total",
    help: "Alerts stored and broadcast, by type",
    labelNames: ["type"],
    registers,
  });
  const runRestarts = new Counter({
    name: "gavaged_run_restarts_total",
    help: "Simulator runs started again after a failure, by kind",
    labelNames: ["kind"],
    registers,
  });
  const threadsReplaced = new Counter({
    name: "gavaged_run_threads_replaced_total",
    help: "Threads of simulator runs that hung, crashed or grew too large",
    registers,
  });
  const sessions = new Gauge({
    name: "gavaged_realtime_sessions",
    help: "Dashboards connected",
    registers,
  });
  const published = new Counter({
    name: "gavaged_realtime_events_total",
    help: "Events published, by kind",
    labelNames: ["kind"],
    registers,
  });
  const cut = new Counter({
    name: "gavaged_realtime_sessions_cut_total",
    help: "Dashboards cut because they were too slow",
    registers,
  });

  const authFailures = new Counter({
    name: "gavaged_auth_failures_total",
    help: "Credentials not accepted, by reason",
    labelNames: ["reason"],
    registers,
  });
  const rateLimited = new Counter({
    name: "gavaged_rate_limited_total",
    help: "Requests refused because there were too many",
    registers,
  });

  const productsIssued = new Counter({
    name: "gavaged_products_issued_total",
    help: "Products made of measured livers",
    registers,
  });
  const feedbacks = new Counter({
    name: "gavaged_feedbacks_total",
    help: "Consumers' ratings stored, by rating",
    labelNames: ["rating"],
    registers,
  });
  const qrRefused = new Counter({
    name: "gavaged_qr_refused_total",
    help: "QR codes refused, by reason",
    labelNames: ["reason"],
    registers,
  });

  // Looked up once: finding a labelled counter costs more than counting, twice a meal.
  const storedBy = {
    new: stored.labels("new"),
    updated: stored.labels("updated"),
    same: stored.labels("same"),
  };
  const publishedBy = {
    gavage_realtime: published.labels("gavage_realtime"),
    sensor_update: published.labels("sensor_update"),
    alert: published.labels("alert"),
    consumer_feedback: published.labels("consumer_feedback"),
    product_registered: published.labels("product_registered"),
    run_update: published.labels("run_update"),
    lot_update: published.labels("lot_update"),
    alert_update: published.labels("alert_update"),
    curve_update: published.labels("curve_update"),
  };

  return {
    meals: {
      received: () => received.inc(),
      refused: (reason) => refused.inc({ reason }),
      stored: (change) => storedBy[change].inc(),
      batch(size, elapsedMs) {
        batchRows.observe(size);
        batchSeconds.observe(elapsedMs / 1000);
      },
    },
    samples: {
      received: () => samplesReceived.inc(),
      refused: (reason) => samplesRefused.inc({ reason }),
      stored: (change) => samplesStored.inc({ change }),
      batch(size, elapsedMs) {
        samplesBatchRows.observe(size);
        samplesBatchSeconds.observe(elapsedMs / 1000);
      },
    },
    alerts: { raised: (type) => alertsRaised.inc({ type }) },
    consumer: {
      issued: () => productsIssued.inc(),
      feedback: (rating) => feedbacks.inc({ rating }),
      qrRefused: (reason) => qrRefused.inc({ reason }),
    },
    hub: {
      sessions: (count) => sessions.set(count),
      // Another server's program may be newer, and tell of more.
      published: (kind) => (publishedBy[kind] ?? published.labels(kind)).inc(),
      cut: () => cut.inc(),
    },
    access: {
      failed: (reason) => authFailures.inc({ reason }),
      limited: () => rateLimited.inc(),
    },
    runs: {
      restarted: (kind) => runRestarts.inc({ kind }),
      threadReplaced: () => threadsReplaced.inc(),
    },
    observeCounts({ name, help, labels }, read) {
      new Gauge({
        name,
        help,
        labelNames: labels,
        registers,
        collect() {
          this.reset();
          for (const one of read()) this.inc(one);
        },
      });
    },
    count(name, help) {
      const counter = new Counter({ name, help, registers });
      return () => counter.inc();
    },
    observe(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
