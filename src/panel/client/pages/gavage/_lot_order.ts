/** Which lots are shown, and in which order: as the page's address asks. */
import type { LotView } from "../../data/lots.ts";
import { weightGap } from "../../ui/lot_facts.tsx";

export const ORDERS = ["code", "day", "gap", "mortality"] as const;
export type Order = (typeof ORDERS)[number];
/** `closed` ended before they were ready: they are not done. */
export const STATES = ["fed", "done", "closed", "every"] as const;
export type State = (typeof STATES)[number];

/** What is asked for of a lot; nothing of what is absent or empty. */
export interface LotQuery {
  /** Part of a code or a gaveur's name. */
  q?: string;
  site?: string;
  gaveur?: string;
  genetique?: string;
  state: State;
}

export function queryOf(query: Readonly<Record<string, string>>): LotQuery {
  return { ...query, state: STATES.find((name) => name === query.state) ?? "fed" };
}

/** Whether it asks for more than a state. */
export function isFiltered({ q, site, gaveur, genetique }: LotQuery): boolean {
  return Boolean(q || site || gaveur || genetique);
}

export function orderOf({ order }: Readonly<Record<string, string>>): Order {
  return ORDERS.find((name) => name === order) ?? "code";
}

function stateOf({ statut, cloture }: LotView["lot"]): State {
  if (cloture) return "closed";
  return statut === "en_cours" ? "fed" : "done";
}

export function matches({ lot }: LotView, query: LotQuery): boolean {
  const { q, site, gaveur, genetique, state } = query;
  if (state !== "every" && state !== stateOf(lot)) return false;
  if (site && lot.site !== site) return false;
  if (gaveur && String(lot.gaveur_id) !== gaveur) return false;
  if (genetique && lot.genetique !== genetique) return false;
  if (!q) return true;
  const words = `${lot.code_lot} ${lot.lot_id} ${lot.gaveur_nom ?? ""}`.toLowerCase();
  return words.includes(q.trim().toLowerCase());
}

const MEASURES: Record<Order, (view: LotView) => number> = {
  code: () => 0,
  day: ({ lot }) => -lot.jour_actuel,
  gap: ({ lot, meals }) => weightGap(lot, meals.at(-1))?.grams ?? Infinity,
  mortality: ({ lot }) => -lot.taux_mortalite,
};

/** Least first; equal ones by their code. */
export function sorted(views: readonly LotView[], order: Order): LotView[] {
  const measure = MEASURES[order];
  return views.toSorted((a, b) =>
    measure(a) - measure(b) || a.lot.code_lot.localeCompare(b.lot.code_lot)
  );
}
