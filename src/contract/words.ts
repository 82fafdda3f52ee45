/** The closed vocabularies of the wire and the tables (French, as existing clients have them). */
import { z } from "zod";

export const MOMENTS = ["matin", "soir"] as const;
export type Moment = (typeof MOMENTS)[number];

export const GENETIQUES = ["Mulard", "Barbarie", "Pékin"] as const;
export type Genetique = (typeof GENETIQUES)[number];

export const STATUTS_LOT = ["en_cours", "termine", "abattu"] as const;
export type StatutLot = (typeof STATUTS_LOT)[number];

export const SQAL_STATUSES = [
  "pending",
  "inspecting",
  "inspected",
  "approved",
  "rejected",
  "error",
] as const;
export type SqalStatus = (typeof SQAL_STATUSES)[number];

/**
 * A text that PostgreSQL can hold: bounded, without U+0000, and well formed. Half a surrogate pair
 * would be stored as U+FFFD: codes that differ here would be one there.
 */
export function text(maxLength: number) {
  return z.string().max(maxLength)
    .refine((s) => !s.includes("\0"), { error: "contains the character U+0000" })
    .refine((s) => s.isWellFormed(), { error: "contains half a surrogate pair" });
}

/** As `text`, and not empty. */
export function word(maxLength: number) {
  return text(maxLength).min(1);
}

/** What a person says: as `text`, without the space around it, and not blank. */
export function saying(maxLength: number) {
  return text(maxLength).trim().min(1, { error: "must not be blank" });
}
