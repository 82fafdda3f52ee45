/** The REST bodies of lots, their meals and their sites. */
import { z } from "zod";
import { LotCurve } from "./curves.ts";
import { MOMENTS, saying, SQAL_STATUSES, STATUTS_LOT, word } from "./words.ts";

/** A lot's own code; a registry id would name two lots at once. */
export const codeLot = word(20).refine((code) => !code.startsWith("LOT_"), {
  error: "LOT_ begins registry ids",
});

/** A code has two digits for the year, and PostgreSQL dates begin with year 1. */
const startDate = z.iso.date().refine((day) => day >= "2000" && day < "2200", {
  error: "expected a year from 2000 to 2199",
});

/** A lot of maize, as written on its delivery. */
const maizeCode = word(50).regex(/^[A-Za-z0-9_.-]+$/);

/** A lot to be placed: the server gives it its code. */
export const NewLot = z.object({
  gaveur_id: z.int().min(1),
  genetique: word(50),
  nb_canards: z.int().min(1).max(1_000_000).meta({ description: "Ducks placed" }),
  debut_lot: startDate.meta({ description: "Date of J0, the first day of feeding" }),
  duree_prevue: z.int().min(1).max(15).optional().meta({
    description: "Planned days of feeding, 2 meals each; those of the active curve where one is",
  }),
  site: word(2).optional().meta({ description: "Site code; the gaveur's own when absent" }),
  lots_mais: z.array(maizeCode).max(20).optional().meta({
    description: "Lots of maize it is fed; those unknown are created",
  }),
  code_lot: codeLot.regex(/^[A-Za-z0-9_-]+$/).optional().meta({
    description: "For clients that make their own codes; allocated when absent",
  }),
}).meta({ id: "NewLot" });
export type NewLot = z.infer<typeof NewLot>;

/** Ends a lot that will not be finished. */
export const CloseLotBody = z.object({
  by: saying(90).meta({ description: "Who says so" }),
  reason: saying(500).meta({ description: "Why it will not be finished" }),
}).meta({ id: "CloseLot" });

/** Most lots one request may create. */
export const MAX_LOTS_PER_REQUEST = 1_000;

export const CreateLotsBody = z.object({
  lots: z.array(NewLot).min(1).max(MAX_LOTS_PER_REQUEST),
}).meta({ id: "CreateLots" });
export type CreateLotsBody = z.infer<typeof CreateLotsBody>;

/** That a lot was ended before it was ready. */
export const Closure = z.object({
  closed_at: z.string().meta({ description: "Wall time" }),
  closed_by: z.string(),
  reason: z.string(),
}).meta({ id: "Closure" });
export type Closure = z.infer<typeof Closure>;

export const Lot = z.object({
  code_lot: z.string(),
  lot_id: z.string().meta({ description: "Registry id LOT_YYYYMMDD_XXXX of the same lot" }),
  site: z.string(),
  gaveur_id: z.int().nullable(),
  gaveur_nom: z.string().nullable(),
  genetique: z.string().nullable(),
  debut_lot: z.string(),
  duree_prevue: z.int().nullable(),
  jour_actuel: z.int(),
  statut: z.enum(STATUTS_LOT),
  pret_abattage: z.boolean(),
  nb_canards_initial: z.int().nullable(),
  nb_canards_vivants: z.int().nullable(),
  poids_moyen_actuel: z.number().nullable().meta({ description: "g" }),
  taux_mortalite: z.number().meta({ description: "% of the ducks placed" }),
  nb_doses: z.int().meta({ description: "Meals stored" }),
  sqal_status: z.enum(SQAL_STATUSES).nullable(),
  courbe: LotCurve.nullish().meta({
    description: "The curve that was active when the lot was placed, for it to follow",
  }),
  lots_mais: z.array(z.string()).optional().meta({ description: "Lots of maize it is fed" }),
  cloture: Closure.nullish().meta({
    description: "Present when it was ended before it was ready: its statut is termine",
  }),
  updated_at: z.string(),
}).meta({ id: "Lot" });
export type Lot = z.infer<typeof Lot>;

const nextCursor = z.string().nullable().meta({
  description: "Send back as `cursor` for the next page",
});

export const LotList = z.object({ lots: z.array(Lot), next_cursor: nextCursor })
  .meta({ id: "LotList" });

export const CreatedLots = z.object({ lots: z.array(Lot) }).meta({ id: "CreatedLots" });

export const Dose = z.object({
  time: z.string().meta({ description: "Simulated time of the meal, UTC" }),
  jour: z.int(),
  moment: z.enum(MOMENTS),
  dose_theorique: z.number().meta({ description: "g" }),
  dose_reelle: z.number().meta({ description: "g" }),
  poids_moyen: z.number().meta({ description: "g" }),
  nb_vivants: z.int(),
  taux_mortalite: z.number().meta({ description: "%" }),
  temperature: z.number().meta({ description: "°C" }),
  humidite: z.number().meta({ description: "%" }),
  recorded_at: z.string().meta({ description: "Wall time of the commit, UTC" }),
}).meta({ id: "Dose" });
export type Dose = z.infer<typeof Dose>;

export const DoseList = z.object({ code_lot: z.string(), lot_id: z.string(), doses: z.array(Dose) })
  .meta({ id: "DoseList" });

export const SiteStats = z.object({
  site: z.string(),
  nb_lots_actifs: z.int(),
  total_canards_initial: z.int(),
  total_canards_vivants_estim: z.number(),
  poids_moyen_global: z.number().nullable(),
  taux_mortalite_moyen: z.number().nullable(),
  jour_moyen: z.number().nullable(),
  derniere_mise_a_jour: z.string().nullable(),
}).meta({ id: "SiteStats" });
export type SiteStats = z.infer<typeof SiteStats>;

export const SiteStatsList = z.object({ sites: z.array(SiteStats) }).meta({ id: "SiteStatsList" });

/** One row of the coherence check: the whole chain of a finished lot. */
export const Coherence = z.object({
  code_lot: z.string(),
  lot_id: z.string(),
  gaveur_id: z.int().nullable(),
  nb_doses: z.int(),
  doses_attendues: z.int().nullable().meta({
    description: "2 × planned days, null when unknown or when the lot was closed",
  }),
  cloture: Closure.nullable().meta({ description: "Of a lot that was ended before it was ready" }),
  sqal_status: z.enum(SQAL_STATUSES).nullable(),
  nb_sqal_samples: z.int(),
  nb_products: z.int(),
  products_attendus: z.int().nullable().meta({
    description: "Compliant samples, null unless the lot is inspected or approved",
  }),
}).meta({ id: "Coherence" });
export type Coherence = z.infer<typeof Coherence>;

export const CoherenceList = z.object({ lots: z.array(Coherence), next_cursor: nextCursor })
  .meta({ id: "CoherenceList" });
export type CoherenceList = z.infer<typeof CoherenceList>;
