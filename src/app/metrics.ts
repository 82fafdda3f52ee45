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

  /**
   * Counts by the value of one label, and tells the sums when they are read: prom-client hashes the
   * labels each time it counts, which a meal would pay for twice.
   */
  const countedBy = (label: string, { name, help }: { name: string; help: string }) => {
    const counts = new Map<string | number, number>();
    new Counter({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        for (const [value, count] of counts) this.inc({ [label]: value }, count);
        counts.clear();
      },
    });
    return (value: string | number) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  };

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
  const stored = countedBy("change", {
    name: "gavaged_meals_stored_total",
    help: "Meals committed, by what they changed",
  });
  const refused = countedBy("reason", {
    name: "gavaged_meals_refused_total",
    help: "Meal frames not stored, by reason",
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
    buckets: [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000],
    registers,
  });
  const samplesReceived = new Counter({
    name: "gavaged_samples_received_total",
    help: "Sample frames received",
    registers,
  });
  const samplesStored = countedBy("change", {
    name: "gavaged_samples_stored_total",
    help: "Samples committed, by what they changed",
  });
  const samplesRefused = countedBy("reason", {
    name: "gavaged_samples_refused_total",
    help: "Sample frames not stored, by reason",
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
  const alertsRaised = countedBy("type", {
    name: "gavaged_alerts_raised_total",
    help: "Alerts stored and broadcast, by type",
  });
  const runRestarts = countedBy("kind", {
    name: "gavaged_run_restarts_total",
    help: "Simulator runs started again after a failure, by kind",
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
  const published = countedBy("kind", {
    name: "gavaged_realtime_events_total",
    help: "Events published, by kind",
  });
  const cut = new Counter({
    name: "gavaged_realtime_sessions_cut_total",
    help: "Dashboards cut because they were too slow",
    registers,
  });

  const authFailures = countedBy("reason", {
    name: "gavaged_auth_failures_total",
    help: "Credentials not accepted, by reason",
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
  const feedbacks = countedBy("rating", {
    name: "gavaged_feedbacks_total",
    help: "Consumers' ratings stored, by rating",
  });
  const qrRefused = countedBy("reason", {
    name: "gavaged_qr_refused_total",
    help: "QR codes refused, by reason",
  });

  return {
    meals: {
      received: () => received.inc(),
      refused,
      stored,
      batch(size, elapsedMs) {
        batchRows.observe(size);
        batchSeconds.observe(elapsedMs / 1000);
      },
    },
    samples: {
      received: () => samplesReceived.inc(),
      refused: samplesRefused,
      stored: samplesStored,
      batch(size, elapsedMs) {
        samplesBatchRows.observe(size);
        samplesBatchSeconds.observe(elapsedMs / 1000);
      },
    },
    alerts: { raised: alertsRaised },
    consumer: {
      issued: () => productsIssued.inc(),
      feedback: feedbacks,
      qrRefused,
    },
    hub: {
      sessions: (count) => sessions.set(count),
      published,
      cut: () => cut.inc(),
    },
    access: {
      failed: authFailures,
      limited: () => rateLimited.inc(),
    },
    runs: {
      restarted: runRestarts,
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
