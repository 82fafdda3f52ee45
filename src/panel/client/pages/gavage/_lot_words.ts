/** What a card and a row call the same things. */
import { words } from "../../i18n.ts";

export const t = words({
  fr: {
    lot: "Lot",
    day: "Jour",
    day_of: "J{day}",
    of_days: "sur {days}",
    dose: "Dernière dose",
    planned: "prévue {dose}",
    weight: "Poids moyen",
    not_weighed: "Pas encore pesé",
    mortality: "Mortalité",
    climate: "Étable",
    next: "Prochain repas",
  },
  en: {
    lot: "Lot",
    day: "Day",
    day_of: "D{day}",
    of_days: "of {days}",
    dose: "Last dose",
    planned: "planned {dose}",
    weight: "Mean weight",
    not_weighed: "Not weighed yet",
    mortality: "Mortality",
    climate: "Barn",
    next: "Next meal",
  },
});
