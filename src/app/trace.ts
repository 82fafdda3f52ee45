/** Tracing, EPCIS documents and recalls, joined. */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import { TraceRepository } from "../db/trace_repository.ts";
import type { Clock } from "../lib/clock.ts";
import { epcisOfLot, gs1Keys, Recaller, traceGraph, Tracer } from "../registry/mod.ts";

export function createTrace(config: Config, { sql, clock }: { sql: Sql; clock: Clock }) {
  const store = new TraceRepository(sql, { zone: config.time_zone });
  const keys = gs1Keys({ companyPrefix: config.gs1_company_prefix, glns: config.gs1_glns ?? {} });
  return {
    tracer: new Tracer(store),
    graph: traceGraph,
    epcis: (id: string) =>
      epcisOfLot(id, {
        store,
        keys,
        zone: config.time_zone,
        createdAt: new Date(clock.now()).toISOString(),
      }),
    recaller: new Recaller(store, { clock }),
  };
}
