/** Every lot that is fed, and the newest of those that are done. */
import { signal } from "@preact/signals";
import type { Dose, Lot } from "../../../contract/lots.ts";
import type { MealFrame } from "../../../contract/meal.ts";
import { ask, find, query } from "../api.ts";
import type { EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";
import { farmTimeMs } from "./farm_day.ts";
import { type Meal, mealOfDose, mealOfFrame, withMeal } from "./meals.ts";

export interface LotView {
  readonly lot: Lot;
  /** What is known of its meals, in their order: all of them once `isComplete`. */
  readonly meals: readonly Meal[];
  readonly isComplete: boolean;
}

const PAGE = 1_000;
/** Lots that are done and shown; older ones are found by their code. */
export const MOST_FINISHED = 500;

class Lots implements Holding {
  /** Changes with any lot: what a page derives from `all` is to be derived again. */
  readonly version = signal(0);
  /** Newest simulated time of any meal of the lots being fed; without such, of those done. */
  readonly farmTimeMs = signal(NaN);
  /** Whether there are older ones than those of the lots that are done. */
  readonly hasOlder = signal(false);
  /** The oldest first. */
  #views = new Map<string, LotView>();
  /** Lots that are fed next may live in an earlier time. */
  #isTimeOfDone = false;
  readonly #reading = new Set<string>();

  get all(): Iterable<LotView> {
    return this.#views.values();
  }

  get(codeLot: string): LotView | undefined {
    return this.#views.get(codeLot);
  }

  async load(signal: AbortSignal): Promise<() => void> {
    const fed: Lot[] = [];
    let cursor: string | null | undefined;
    do {
      const page: { lots: Lot[]; next_cursor: string | null } = await ask(
        `/api/lots${query({ statut: "en_cours", limit: PAGE, cursor: cursor ?? undefined })}`,
        { signal },
      );
      fed.push(...page.lots);
      cursor = page.next_cursor;
    } while (cursor);
    const done = await finished(signal);
    return () => {
      const before = this.#views;
      this.#views = new Map();
      this.hasOlder.value = done.hasOlder;
      for (const lot of [...fed, ...done.lots].reverse()) {
        // Meals stay good; some may be missing now.
        const meals = before.get(lot.code_lot)?.meals ?? [];
        this.#views.set(lot.code_lot, { lot, meals, isComplete: false });
      }
      const fedMs = farmTimeMs(fed);
      this.#isTimeOfDone = fedMs === -Infinity;
      this.farmTimeMs.value = this.#isTimeOfDone ? farmTimeMs(done.lots) : fedMs;
      this.version.value++;
    };
  }

  apply(events: readonly EventFrame[]): void {
    let changed = false;
    for (const event of events) {
      if (event.type === "gavage_realtime") this.#feed(event.data);
      else if (event.type === "lot_update") this.#move(event.data);
      else continue;
      changed = true;
    }
    if (changed) this.version.value++;
  }

  /** Reads what is missing of a lot; a page calls it for what it shows. */
  async complete(codeLot: string): Promise<void> {
    if (this.#views.get(codeLot)?.isComplete || this.#reading.has(codeLot)) return;
    this.#reading.add(codeLot);
    try {
      const name = encodeURIComponent(codeLot);
      const known = this.#views.get(codeLot)?.lot;
      const [lot, doses] = await Promise.all([
        // One that only its meals told of lacks its plan.
        known?.lot_id ? known : find<Lot>(`/api/lots/${name}`),
        find<{ doses: Dose[] }>(`/api/lots/${name}/doses`),
      ]);
      if (!lot || !doses) return;
      const now = this.#views.get(codeLot);
      let meals: readonly Meal[] = doses.doses.map(mealOfDose);
      // Events that came while it was read are newer.
      for (const meal of now?.meals ?? []) meals = withMeal(meals, meal);
      const isAhead = now && now.lot.nb_doses > lot.nb_doses;
      this.#views.set(codeLot, {
        lot: now?.lot.lot_id ? now.lot : isAhead ? { ...lot, ...stateOf(now.lot) } : lot,
        meals,
        isComplete: true,
      });
      this.version.value++;
    } catch {
      // Out of reach: the next load, or the next look, asks again.
    } finally {
      this.#reading.delete(codeLot);
    }
  }

  #feed(frame: MealFrame): void {
    const before = this.#views.get(frame.code_lot);
    const meal = mealOfFrame(frame);
    const meals = withMeal(before?.meals ?? [], meal);
    const known = before?.lot ?? newLot(frame);
    const isNew = !before?.meals.some(({ ordinal }) => ordinal === meal.ordinal);
    const isNewest = meals.at(-1) === meal && meal.jour >= known.jour_actuel;
    // What was closed stays so, whatever still comes.
    const isFinal = frame.pret_abattage === true && !known.cloture;
    const lot: Lot = {
      ...known,
      ...(isNewest && {
        jour_actuel: meal.jour,
        nb_canards_vivants: meal.living,
        poids_moyen_actuel: meal.weightGrams,
        taux_mortalite: meal.mortalityPercent,
      }),
      ...(isFinal && { pret_abattage: true, statut: "termine" as const }),
      nb_doses: Math.max(known.nb_doses + (isNew ? 1 : 0), meals.length),
    };
    this.#views.set(frame.code_lot, { lot, meals, isComplete: before?.isComplete ?? false });
    this.#tick(meal.timeMs);
    if (!isFinal) return;
    this.#forgetOldest();
    this.#isTimeOfDone = [...this.all].every(({ lot }) => lot.statut !== "en_cours");
  }

  /** The lot as it was read a moment ago: meals that came meanwhile know better. */
  #move(lot: Lot): void {
    const before = this.#views.get(lot.code_lot);
    const isAhead = before && before.lot.nb_doses > lot.nb_doses;
    this.#views.set(lot.code_lot, {
      lot: isAhead ? { ...lot, ...stateOf(before.lot) } : lot,
      meals: before?.meals ?? [],
      // Of one that was fed nothing, nothing is to be read.
      isComplete: before?.isComplete ?? lot.nb_doses === 0,
    });
    if (!before && lot.statut !== "en_cours") this.#forgetOldest();
  }

  #tick(timeMs: number): void {
    if (this.#isTimeOfDone || !(this.farmTimeMs.value >= timeMs)) this.farmTimeMs.value = timeMs;
    this.#isTimeOfDone = false;
  }

  #forgetOldest(): void {
    const done = [...this.#views.values()].filter(({ lot }) => lot.statut !== "en_cours");
    for (const { lot } of done.slice(0, Math.max(0, done.length - MOST_FINISHED))) {
      this.#views.delete(lot.code_lot);
      this.hasOlder.value = true;
    }
  }
}

async function finished(signal: AbortSignal): Promise<{ lots: Lot[]; hasOlder: boolean }> {
  const page = await ask<{ lots: Lot[]; next_cursor: string | null }>(
    `/api/lots${query({ statut: "termine", limit: MOST_FINISHED })}`,
    { signal },
  );
  return { lots: page.lots, hasOlder: page.next_cursor !== null };
}

type State =
  | "jour_actuel"
  | "nb_canards_vivants"
  | "poids_moyen_actuel"
  | "taux_mortalite"
  | "nb_doses";

function stateOf(lot: Lot): Pick<Lot, State> {
  const { jour_actuel, nb_canards_vivants, poids_moyen_actuel, taux_mortalite, nb_doses } = lot;
  return { jour_actuel, nb_canards_vivants, poids_moyen_actuel, taux_mortalite, nb_doses };
}

/** What a meal tells of a lot that nobody named before. */
function newLot(frame: MealFrame): Lot {
  const share = 1 - frame.taux_mortalite / 100;
  return {
    code_lot: frame.code_lot,
    lot_id: "",
    site: frame.site,
    gaveur_id: frame.gaveur_id,
    gaveur_nom: frame.gaveur_nom,
    genetique: frame.genetique,
    debut_lot: "",
    duree_prevue: null,
    jour_actuel: frame.jour,
    statut: "en_cours",
    pret_abattage: false,
    nb_canards_initial: share > 0 ? Math.round(frame.nb_canards_vivants / share) : null,
    nb_canards_vivants: frame.nb_canards_vivants,
    poids_moyen_actuel: frame.poids_moyen,
    taux_mortalite: frame.taux_mortalite,
    nb_doses: 0,
    sqal_status: null,
    updated_at: frame.timestamp,
  };
}

export const lots: Lots = hold(new Lots());
