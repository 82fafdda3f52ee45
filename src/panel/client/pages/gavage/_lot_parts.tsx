/** What a card and a row say of a lot alike. */
import { useEffect } from "preact/hooks";
import type { Lot } from "../../../../contract/lots.ts";
import { lots } from "../../data/lots.ts";
import type { Meal } from "../../data/meals.ts";
import { celsius, percent } from "../../format.ts";
import { loads } from "../../live/store.ts";
import { Icon } from "../../ui/icon.tsx";
import { climateTone, LotState, mortalityTone, nextMealText } from "../../ui/lot_facts.tsx";
import { t } from "./_lot_words.ts";

/** Reads the meals of a lot that is shown, once and again after each load. */
export function useMeals(codeLot: string): void {
  const load = loads.value;
  useEffect(() => void lots.complete(codeLot), [codeLot, load]);
}

export function whoText({ gaveur_nom, genetique }: Lot): string {
  return [gaveur_nom, genetique].filter(Boolean).join(" · ");
}

export function Toned({ tone, children }: { tone: string | undefined; children: string }) {
  return <span class={tone ? `tone-${tone}` : ""}>{children}</span>;
}

export function Day({ lot }: { lot: Lot }) {
  return (
    <>
      {t("day_of", { day: Math.max(lot.jour_actuel, -1) })}
      {lot.duree_prevue !== null && (
        <span class="quiet">{t("of_days", { days: lot.duree_prevue - 1 })}</span>
      )}
    </>
  );
}

export function Mortality({ lot: { taux_mortalite } }: { lot: Lot }) {
  return <Toned tone={mortalityTone(taux_mortalite)}>{percent(taux_mortalite)}</Toned>;
}

export function Climate({ meal }: { meal: Meal | undefined }) {
  const tone = climateTone(meal);
  return (
    <span class={`pair ${tone ? `tone-${tone}` : ""}`}>
      {celsius(meal?.temperatureCelsius)}
      <span class="quiet">{percent(meal?.humidityPercent, 0)}</span>
    </span>
  );
}

/** The next meal of a lot that is fed, the state of one that is not. */
export function Next({ lot }: { lot: Lot }) {
  if (lot.statut !== "en_cours" || lot.pret_abattage) return <LotState lot={lot} />;
  return (
    <>
      <Icon name="clock" />
      {nextMealText(lot)}
    </>
  );
}
