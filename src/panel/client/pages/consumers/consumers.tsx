/** What is made of the livers, and what those who eat it say. */
import { words } from "../../i18n.ts";
import type { Page } from "../../page.ts";
import { href, place } from "../../router.ts";
import { Segments } from "../../ui/segments.tsx";
import { OpinionsView } from "./_opinions.tsx";
import { ProductList } from "./_product_list.tsx";
import { ProductPage } from "./product.tsx";

const t = words({
  fr: { views: "Vues", opinions: "Avis", products: "Produits" },
  en: { views: "Views", opinions: "Opinions", products: "Products" },
});

export const consumersPage: Page = {
  id: "consumers",
  title: { fr: "Consommateurs", en: "Consumers" },
  short: { fr: "Avis", en: "Opinions" },
  icon: "person",
  isOfMany: true,
  View: ({ id }) => id === undefined ? <Consumers /> : <ProductPage productId={id} />,
};

function Consumers() {
  const isProducts = place.value.query.view === "products";
  return (
    <>
      <Segments
        label={t("views")}
        segments={[
          { href: href("consumers"), text: t("opinions"), icon: "quality", isShown: !isProducts },
          {
            href: href("consumers", undefined, { view: "products" }),
            text: t("products"),
            icon: "cards",
            isShown: isProducts,
          },
        ]}
      />
      {isProducts ? <ProductList /> : <OpinionsView />}
    </>
  );
}
