/** The REST bodies that compare sites. */
import { z } from "zod";
import { MOMENTS } from "./words.ts";

export const SiteMeal = z.object({
  site: z.string(),
  jour: z.int(),
  moment: z.enum(MOMENTS),
  nb_lots: z.int().meta({ description: "Lots that the means are of" }),
  poids_moyen: z.number().meta({ description: "g" }),
  dose_theorique: z.number().meta({ description: "g" }),
  dose_reelle: z.number().meta({ description: "g" }),
  taux_mortalite: z.number().meta({ description: "% of the ducks placed" }),
}).meta({ id: "SiteMeal" });
export type SiteMeal = z.infer<typeof SiteMeal>;

export const SiteCourses = z.object({ meals: z.array(SiteMeal) }).meta({ id: "SiteCourses" });
export type SiteCourses = z.infer<typeof SiteCourses>;

export const LotResult = z.object({
  code_lot: z.string(),
  site: z.string(),
  gaveur_nom: z.string().nullable(),
  genetique: z.string().nullable(),
  poids_moyen: z.number().nullable().meta({ description: "g" }),
  taux_mortalite: z.number().meta({ description: "% of the ducks placed" }),
  nb_samples: z.int(),
  score: z.number().nullable().meta({ description: "Mean SQAL score, 0–1" }),
  poids_foie_moyen_g: z.number().nullable(),
  itm: z.number().nullable().meta({ description: "kg of maize per kg of liver" }),
}).meta({ id: "LotResult" });
export type LotResult = z.infer<typeof LotResult>;

export const LotResults = z.object({ lots: z.array(LotResult) }).meta({ id: "LotResults" });
export type LotResults = z.infer<typeof LotResults>;
