/** Where a product comes from, and how it was made. */
import type { Product } from "../../../../contract/consumer.ts";
import { day, kilograms, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { Fact } from "../../ui/fact.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";

const t = words({
  fr: {
    lot: "Lot",
    site: "Site",
    duration: "Gavage",
    days: "{n} jours",
    made: "Abattage",
    packed: "Emballage",
    best_before: "À consommer avant",
    itm: "ITM du lot",
    duck: "Canard en fin de gavage",
    method: "Production",
    traditionnel: "traditionnelle",
    certifications: "Labels",
    story: "Toute son histoire",
  },
  en: {
    lot: "Lot",
    site: "Site",
    duration: "Feeding",
    days: "{n} days",
    made: "Slaughter",
    packed: "Packaging",
    best_before: "Best before",
    itm: "ITM of the lot",
    duck: "Duck at the end of feeding",
    method: "Production",
    traditionnel: "traditional",
    certifications: "Labels",
    story: "Its whole story",
  },
});

export function Origin({ product }: { product: Product }) {
  const { code_lot, gavage_duration_days: days, certifications } = product;
  return (
    <>
      <dl class="facts facts-wide">
        <Fact name={t("lot")}>
          <a class="code" href={href("gavage", code_lot)}>{code_lot}</a>
        </Fact>
        <Fact name={t("site")}>
          <SiteTag code={product.site_code} />
        </Fact>
        <Fact name={t("duration")}>{days === null ? "–" : t("days", { n: days })}</Fact>
        <Fact name={t("made")}>{dayOf(product.production_date)}</Fact>
        <Fact name={t("packed")}>{dayOf(product.packaging_date)}</Fact>
        <Fact name={t("best_before")}>{dayOf(product.best_before_date)}</Fact>
        <Fact name={t("itm")}>{number(product.lot_itm, 1)}</Fact>
        <Fact name={t("duck")}>{kilograms(product.lot_avg_weight)}</Fact>
        <Fact name={t("method")}>{methodText(product.production_method)}</Fact>
        {certifications.length > 0 && (
          <Fact name={t("certifications")}>{certifications.join(", ")}</Fact>
        )}
      </dl>
      <a href={href("trace", product.product_id)}>{t("story")}</a>
    </>
  );
}

function dayOf(date: string | null): string {
  return day(date === null ? NaN : Date.parse(date));
}

/** The usual method has a word in each language; others are as the house wrote them. */
function methodText(method: string | null): string {
  return method === "traditionnel" ? t(method) : method ?? "–";
}
