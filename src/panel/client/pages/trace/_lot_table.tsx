/** Lots with what they are made of and what became of them. */
import type { TraceLot } from "../../../../contract/trace.ts";
import { day, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { MeanRating } from "../../ui/stars.tsx";

const t = words({
  fr: {
    list: "Lots",
    lot: "Lot",
    site: "Site",
    who: "Gaveur",
    began: "Début",
    maize: "Lot de maïs",
    samples: "Échantillons",
    products: "Produits",
    on_sale: "{active} sur {n}",
    rating: "Avis",
  },
  en: {
    list: "Lots",
    lot: "Lot",
    site: "Site",
    who: "Gaveur",
    began: "Began",
    maize: "Maize lot",
    samples: "Samples",
    products: "Products",
    on_sale: "{active} of {n}",
    rating: "Opinions",
  },
});

export function LotTable({ lots }: { lots: readonly TraceLot[] }) {
  return (
    <DataTable
      label={t("list")}
      isWhole
      rows={lots}
      keyOf={({ code_lot }) => code_lot}
      columns={[
        {
          head: t("lot"),
          isName: true,
          cell: ({ code_lot }) => <a class="code" href={href("trace", code_lot)}>{code_lot}</a>,
        },
        { head: t("site"), cell: ({ site }) => <SiteTag code={site} /> },
        {
          head: t("who"),
          cell: ({ gaveur_id, gaveur_nom }) => (
            <a href={href("trace", `${gaveur_id}`)}>{gaveur_nom ?? gaveur_id}</a>
          ),
        },
        { head: t("began"), cell: ({ debut_lot }) => day(Date.parse(debut_lot)) },
        { head: t("maize"), cell: ({ maize_lots }) => <MaizeLinks codes={maize_lots} /> },
        { head: t("samples"), isNumber: true, cell: ({ nb_samples }) => number(nb_samples) },
        { head: t("products"), isNumber: true, cell: productsText },
        { head: t("rating"), cell: ({ average_rating }) => <MeanRating rating={average_rating} /> },
      ]}
    />
  );
}

/** How many, and of how many, where some are off the market. */
function productsText({ nb_products, nb_products_active }: TraceLot): string {
  return nb_products_active === nb_products
    ? number(nb_products)
    : t("on_sale", { active: nb_products_active, n: nb_products });
}

export function MaizeLinks({ codes }: { codes: readonly string[] }) {
  if (codes.length === 0) return <>–</>;
  return (
    <>
      {codes.map((code) => (
        <a key={code} class="code maize-link" href={href("trace", code)}>{code}</a>
      ))}
    </>
  );
}
