/** Lots under each other, to compare them. */
import type { ComponentChildren } from "preact";
import type { LotView } from "../../data/lots.ts";
import { grams, kilograms, signedGrams } from "../../format.ts";
import { href } from "../../router.ts";
import { weightGap, WeightSparkline } from "../../ui/lot_facts.tsx";
import { Climate, Day, Mortality, Next, Toned, useMeals, whoText } from "./_lot_parts.tsx";
import { t } from "./_lot_words.ts";

/** Above the rows; each names its values itself for who cannot see it. */
export function RowsHead() {
  return (
    <div class="lot-row rows-head" aria-hidden="true">
      <span>{t("lot")}</span>
      <span>{t("day")}</span>
      <span>{t("dose")}</span>
      <span>{t("weight")}</span>
      <span />
      <span>{t("mortality")}</span>
      <span>{t("climate")}</span>
      <span>{t("next")}</span>
    </div>
  );
}

export function LotRow({ view: { lot, meals } }: { view: LotView }) {
  useMeals(lot.code_lot);
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  return (
    <a class="lot-row" href={href("gavage", lot.code_lot)}>
      <span class="lot-row-name">
        <strong class="code">{lot.code_lot}</strong>
        <span class="quiet">{whoText(lot)}</span>
      </span>
      <Cell name={t("day")}>
        <Day lot={lot} />
      </Cell>
      <Cell name={t("dose")}>
        {grams(last?.givenGrams)}
        {last && <span class="quiet">/ {grams(last.plannedGrams)}</span>}
      </Cell>
      <Cell name={t("weight")}>
        {kilograms(lot.poids_moyen_actuel)}
        {gap && <Toned tone={gap.tone}>{signedGrams(gap.grams)}</Toned>}
      </Cell>
      <span>
        <WeightSparkline lot={lot} meals={meals} />
      </span>
      <Cell name={t("mortality")}>
        <Mortality lot={lot} />
      </Cell>
      <Cell name={t("climate")}>
        <Climate meal={last} />
      </Cell>
      <Cell name={t("next")}>
        <Next lot={lot} />
      </Cell>
    </a>
  );
}

function Cell({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <span>
      <span class="visually-hidden">{name}</span>
      {children}
    </span>
  );
}
