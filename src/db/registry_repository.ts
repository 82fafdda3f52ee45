/** The registry of lots and their chains of events. */
import type { Sql } from "postgres";
import type {
  GavageStatus,
  LotEvent,
  RegistryLot,
  RegistryStats,
  TimelineSummary,
} from "../contract/registry.ts";
import { restInstant } from "./_rest_instant.ts";
import linkFeedback from "../../sql/queries/registry/link_feedback.sql" with { type: "text" };
import linkSample from "../../sql/queries/registry/link_sample.sql" with { type: "text" };
import listEvents from "../../sql/queries/registry/list_events.sql" with { type: "text" };
import listLots from "../../sql/queries/registry/list_lots.sql" with { type: "text" };
import listTimeline from "../../sql/queries/registry/list_timeline.sql" with { type: "text" };
import readStats from "../../sql/queries/registry/read_stats.sql" with { type: "text" };
import readTimelineSummary from "../../sql/queries/registry/read_timeline_summary.sql" with {
  type: "text",
};

export interface RegistryFilter {
  status?: GavageStatus;
  site?: string;
  /** `code_lot` or registry id. */
  id?: string;
}

export interface RegistryPage {
  lots: RegistryLot[];
  nextBeforeId: number | null;
}

/** An event's place among all chains. */
export interface ChainPlace {
  lotId: string;
  sequence: number;
}

/** Not for queries with optional filters: each use of them deserves a plan of its own. */
const PREPARED = { prepare: true };

export class RegistryRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Newest first. */
  async list(
    { status, site, id }: RegistryFilter,
    { beforeId, limit }: { beforeId?: number; limit: number },
  ): Promise<RegistryPage> {
    const rows = await this.#sql.unsafe<(RegistryLot & { id: number })[]>(
      listLots,
      [beforeId ?? null, status ?? null, site ?? null, id ?? null, limit + 1],
    );
    const page = rows.slice(0, limit);
    return {
      lots: page.map(({ id: _, ...lot }) => ({
        ...lot,
        created_at: restInstant(lot.created_at),
        gavage_started_at: lot.gavage_started_at && restInstant(lot.gavage_started_at),
        gavage_ended_at: lot.gavage_ended_at && restInstant(lot.gavage_ended_at),
        updated_at: restInstant(lot.updated_at),
      })),
      nextBeforeId: rows.length > limit ? page.at(-1)!.id : null,
    };
  }

  /** A lot's events in the order of its own time. */
  async timeline(lotId: string, limit: number): Promise<LotEvent[]> {
    return [...await this.#sql.unsafe<LotEvent[]>(listTimeline, [lotId, limit], PREPARED)];
  }

  async timelineSummary(lotId: string): Promise<TimelineSummary> {
    const [row] = await this.#sql.unsafe<TimelineSummary[]>(
      readTimelineSummary,
      [lotId],
      PREPARED,
    );
    const { first_event, last_event } = row!;
    return {
      ...row!,
      first_event: first_event && restInstant(first_event),
      last_event: last_event && restInstant(last_event),
    };
  }

  /** Events along the chains, lot by lot; of one lot when `lotId` is given. */
  async events(
    { lotId, after, limit }: { lotId?: string; after?: ChainPlace; limit: number },
  ): Promise<LotEvent[]> {
    const rows = await this.#sql.unsafe<LotEvent[]>(
      listEvents,
      [lotId ?? null, after?.lotId ?? "", after?.sequence ?? 0, limit],
      PREPARED,
    );
    return [...rows];
  }

  async stats(): Promise<RegistryStats> {
    const [row] = await this.#sql.unsafe<RegistryStats[]>(readStats, []);
    return row!;
  }

  async linkSample(link: { lotId: string; sampleId: string; grade: string }): Promise<void> {
    await this.#sql.unsafe(linkSample, [link.lotId, link.sampleId, link.grade], PREPARED);
  }

  async linkFeedback(
    link: { lotId: string; feedbackId: string; rating: number },
  ): Promise<void> {
    await this.#sql.unsafe(linkFeedback, [link.lotId, link.feedbackId, link.rating], PREPARED);
  }
}
