/** A lot at a glance. */
import type { LotView } from "../../data/lots.ts";
import { grams, kilograms, signedGrams } from "../../format.ts";
import { href } from "../../router.ts";
import { Fact } from "../../ui/fact.tsx";
import { SiteTag, weightGap, WeightSparkline } from "../../ui/lot_facts.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Climate, Day, Mortality, Next, useMeals, whoText } from "./_lot_parts.tsx";
import { t } from "./_lot_words.ts";

export function LotCard({ view: { lot, meals } }: { view: LotView }) {
  useMeals(lot.code_lot);
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  return (
    <a class="card lot-card" href={href("gavage", lot.code_lot)}>
      <div class="lot-card-head">
        <strong class="code">{lot.code_lot}</strong>
        <SiteTag code={lot.site} />
      </div>
      <p class="quiet lot-card-who">{whoText(lot)}</p>
      <div class="lot-card-main">
        <div>
          <span class="figure">{kilograms(lot.poids_moyen_actuel)}</span>
          {gap
            ? <Pill tone={gap.tone}>{signedGrams(gap.grams)}</Pill>
            : lot.nb_doses === 0 && <span class="quiet">{t("not_weighed")}</span>}
        </div>
        <WeightSparkline lot={lot} meals={meals} />
      </div>
      <dl class="lot-card-facts">
        <Fact name={t("day")}>
          <Day lot={lot} />
        </Fact>
        <Fact name={t("dose")}>
          {grams(last?.givenGrams)}
          {last && <span class="quiet">{t("planned", { dose: grams(last.plannedGrams) })}</span>}
        </Fact>
        <Fact name={t("mortality")}>
          <Mortality lot={lot} />
        </Fact>
        <Fact name={t("climate")}>
          <Climate meal={last} />
        </Fact>
      </dl>
      <p class="lot-card-next">
        <Next lot={lot} />
      </p>
    </a>
  );
}
