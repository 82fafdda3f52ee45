/** Recalls: everything that came of some maize, lot, gaveur or site, found and taken off the market. */
import {
  MAX_RECALL_LOTS,
  type RecallCriteria,
  type RecallOrder,
  type RecallReport,
} from "../contract/recall.ts";
import type { PeopleRepository } from "../db/people_repository.ts";
import type { NumberedLot, TraceRepository } from "../db/trace_repository.ts";
import type { Clock } from "../lib/clock.ts";

export type RecallStore = Pick<
  TraceRepository,
  "lots" | "maize" | "products" | "feedbacks" | "recall"
>;

interface RecallDeps {
  people: Pick<PeopleRepository, "gaveur" | "hasSite" | "reload">;
  clock: Clock;
}

export type RecallResult =
  | { status: "done"; report: RecallReport }
  | { status: "unknown"; what: "maize lot" | "lot" | "gaveur" | "site"; id: string }
  /** More than one report can hold. */
  | { status: "too_many" };

export class Recaller {
  readonly #store: RecallStore;
  readonly #people: RecallDeps["people"];
  readonly #clock: Clock;

  constructor(store: RecallStore, { people, clock }: RecallDeps) {
    this.#store = store;
    this.#people = people;
    this.#clock = clock;
  }

  /** Finds what a recall would concern, and changes nothing. */
  drill(criteria: RecallCriteria): Promise<RecallResult> {
    return this.#report(criteria);
  }

  /** As a drill, and takes what it finds off the market, all or nothing. */
  execute({ reason, by, ...criteria }: RecallOrder): Promise<RecallResult> {
    return this.#report(criteria, { reason, by });
  }

  async #report(
    criteria: RecallCriteria,
    order?: Pick<RecallOrder, "reason" | "by">,
  ): Promise<RecallResult> {
    const startMs = this.#clock.now();
    const unknown = await this.#unknown(criteria);
    if (unknown) return unknown;
    let lots = await this.#lots(criteria);
    if (lots.length > MAX_RECALL_LOTS) return { status: "too_many" };
    const numbers = lots.map(({ id }) => id);
    const named = Object.fromEntries(
      Object.entries(criteria).filter(([, value]) => value !== undefined),
    );
    let withdrawn: string[] = [];
    if (order && numbers.length > 0) {
      const at = new Date(startMs).toISOString();
      withdrawn = await this.#store.recall(numbers, { ...order, at, criteria: named });
      // The report shows what the recall left.
      lots = await this.#store.lots({ lots: lots.map(({ lot_id }) => lot_id) }, {
        limit: lots.length,
      });
    }
    const products = await this.#store.products({ lotNumbers: numbers });
    const rated = products.filter(({ nb_feedbacks }) => nb_feedbacks > 0);
    const feedbacks = await this.#store.feedbacks(
      rated.map(({ product_id }) => product_id),
      rated.reduce((sum, { nb_feedbacks }) => sum + nb_feedbacks, 0),
    );
    const report: RecallReport = {
      executed: order !== undefined,
      criteria: named,
      reason: order?.reason ?? null,
      counts: {
        lots: lots.length,
        samples: lots.reduce((sum, { nb_samples }) => sum + nb_samples, 0),
        products: products.length,
        products_active: products.filter(({ is_active }) => is_active).length,
        products_withdrawn: withdrawn.length,
        feedbacks: feedbacks.length,
      },
      lots: lots.map(({ id: _, ...lot }) => lot),
      products: products.map(({ quality_control_date: _, ...product }) => product),
      feedbacks,
      took_ms: this.#clock.now() - startMs,
    };
    return { status: "done", report };
  }

  #lots(criteria: RecallCriteria): Promise<NumberedLot[]> {
    return this.#store.lots({
      maizeLot: criteria.maize_lot,
      site: criteria.site,
      gaveurId: criteria.gaveur_id,
      fedSince: criteria.since,
      lots: names(criteria),
    }, { limit: MAX_RECALL_LOTS + 1 });
  }

  /** The first thing named that does not exist: a typing error must not find nothing. */
  async #unknown(criteria: RecallCriteria): Promise<RecallResult | undefined> {
    const { maize_lot: code } = criteria;
    if (code !== undefined && !await this.#store.maize(code)) {
      return { status: "unknown", what: "maize lot", id: code };
    }
    const stranger = this.#stranger(criteria);
    if (stranger) {
      await this.#people.reload();
      if (this.#stranger(criteria)) return stranger;
    }
    const lots = names(criteria);
    if (!lots) return undefined;
    if (lots.length === 0) return { status: "unknown", what: "lot", id: criteria.lot! };
    const found = await this.#store.lots({ lots }, { limit: MAX_RECALL_LOTS + 1 });
    const known = new Set(found.flatMap(({ code_lot, lot_id }) => [code_lot, lot_id]));
    const id = lots.find((name) => !known.has(name));
    return id === undefined ? undefined : { status: "unknown", what: "lot", id };
  }

  /** A gaveur or site that was not known when they were read last. */
  #stranger({ gaveur_id: gaveur, site }: RecallCriteria): RecallResult | undefined {
    if (gaveur !== undefined && !this.#people.gaveur(gaveur)) {
      return { status: "unknown", what: "gaveur", id: `${gaveur}` };
    }
    if (site === undefined || this.#people.hasSite(site)) return undefined;
    return { status: "unknown", what: "site", id: site };
  }
}

function names({ lot }: RecallCriteria): string[] | undefined {
  return lot?.split(",").map((name) => name.trim()).filter(Boolean);
}
