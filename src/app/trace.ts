/** Tracing, EPCIS documents and recalls, joined. */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import type { PeopleRepository } from "../db/people_repository.ts";
import { TraceRepository } from "../db/trace_repository.ts";
import type { Clock } from "../lib/clock.ts";
import { epcisOfLot, gs1Keys, Recaller, traceGraph, Tracer } from "../registry/mod.ts";

interface TraceDeps {
  sql: Sql;
  people: PeopleRepository;
  clock: Clock;
}

export function createTrace(config: Config, { sql, people, clock }: TraceDeps) {
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
    recaller: new Recaller(store, { people, clock }),
  };
}
