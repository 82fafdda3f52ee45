/**
 * The registry's operations as one module.
 *
 * The registry keeps nothing of its own: a lot is a row of `lots_gavage`, its feeding is its meals,
 * and the database adds the events that a meal, a sample or a feedback brings about in the
 * transaction that stores it. So the operations here store facts, and read what became of them.
 */
import type { MealFrame } from "../contract/meal.ts";
import type { Lot } from "../contract/lots.ts";
import type { RegistryLot, RegistryStats, Timeline } from "../contract/registry.ts";
import type { LotRepository, NewLotWithSite } from "../db/lot_repository.ts";
import type { MealRepository, MealStored } from "../db/meal_repository.ts";
import type { RegistryPage, RegistryRepository } from "../db/registry_repository.ts";

export interface LotRegistryDeps {
  lots: Pick<LotRepository, "create">;
  meals: Pick<MealRepository, "writeMeals">;
  registry: Pick<
    RegistryRepository,
    "list" | "timeline" | "timelineSummary" | "events" | "stats" | "linkSample" | "linkFeedback"
  >;
}

interface GivenMeal {
  meal: MealFrame;
  /** Simulated time, epoch milliseconds. */
  timeMs: number;
}

/** More events than these are read by pages, along the chain. */
const MAX_TIMELINE = 10_000;

export class LotRegistry {
  readonly #deps: LotRegistryDeps;

  constructor(deps: LotRegistryDeps) {
    this.#deps = deps;
  }

  /** Places a lot, which gets both its ids; event `lot_created`. Undefined when its own code is taken. */
  async createLot(lot: NewLotWithSite): Promise<Lot | undefined> {
    const made = await this.#deps.lots.create([lot], undefined);
    return made.status === "created" ? made.lots[0] : undefined;
  }

  /** Stores a meal; events `gavage_started` with the first and `gavage_day` on J7 and J14. */
  async updateGavageProgress(given: GivenMeal): Promise<MealStored> {
    const [stored] = await this.#deps.meals.writeMeals([given]);
    return stored!;
  }

  /** Stores the last meal of a lot, which then waits for quality control; event `gavage_ended`. */
  endGavage({ meal, timeMs }: GivenMeal): Promise<MealStored> {
    return this.updateGavageProgress({ meal: { ...meal, pret_abattage: true }, timeMs });
  }

  /** Links a stored sample to a lot by its registry id, once, and measures its ITM; event `sqal_control`. */
  linkSqalSample(link: { lotId: string; sampleId: string; grade: string }): Promise<void> {
    return this.#deps.registry.linkSample(link);
  }

  /** Links a feedback to a lot by its registry id, once; event `consumer_feedback`. Rating 1–5. */
  linkConsumerFeedback(
    link: { lotId: string; feedbackId: string; rating: number },
  ): Promise<void> {
    return this.#deps.registry.linkFeedback(link);
  }

  /** By either id; undefined when there is no such lot. */
  async timeline(id: string): Promise<Timeline | undefined> {
    const { registry } = this.#deps;
    const [lot] = (await registry.list({ id }, { limit: 1 })).lots;
    if (!lot) return undefined;
    const [summary, events] = await Promise.all([
      registry.timelineSummary(lot.lot_id),
      registry.timeline(lot.lot_id, MAX_TIMELINE),
    ]);
    return { lot, summary, events };
  }

  /** Lots that are being fed, newest first. */
  async activeLots(limit = 1_000): Promise<RegistryLot[]> {
    return (await this.lots({ status: "en_cours" }, { limit })).lots;
  }

  lots(...query: Parameters<RegistryRepository["list"]>): Promise<RegistryPage> {
    return this.#deps.registry.list(...query);
  }

  /** Events along the chains: see RegistryRepository. */
  events(...query: Parameters<RegistryRepository["events"]>) {
    return this.#deps.registry.events(...query);
  }

  stats(): Promise<RegistryStats> {
    return this.#deps.registry.stats();
  }
}
