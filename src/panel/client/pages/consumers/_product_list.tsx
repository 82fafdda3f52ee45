/** All products, newest first, read as far as one scrolls. */
import { useEffect, useRef } from "preact/hooks";
import type { Product } from "../../../../contract/consumer.ts";
import { ask, query as queryText } from "../../api.ts";
import { opinions } from "../../data/opinions.ts";
import { type PagedList, usePaged } from "../../data/paged.ts";
import { GRADES } from "../../data/samples.ts";
import { day } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href, place } from "../../router.ts";
import { Choice, Filters, SiteChoice, TextChoice } from "../../ui/choice.tsx";
import { opinionsText, productsText } from "../../ui/counts.ts";
import { GradeMark, gradeName } from "../../ui/grades.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { Pill } from "../../ui/pill.tsx";
import { Stars } from "../../ui/stars.tsx";
import { Empty, Failed, Loading, NoMatch } from "../../ui/states.tsx";
import { VirtualGrid } from "../../ui/virtual_grid.tsx";

const t = words({
  fr: {
    lot: "Lot",
    grade: "Classe",
    state: "État",
    every: "Tous",
    on_sale: "En vente",
    withdrawn: "Retirés",
    recalled: "Rappelé",
    rejected: "Lot refusé",
    off_sale: "Retiré",
    list: "Produits",
    at_least: "{n} affichés, d’autres en faisant défiler",
    more: "Afficher plus",
    empty: "Aucun produit pour l’instant",
    empty_hint: "Les produits apparaissent quand le contrôle qualité a inspecté un lot.",
    no_match: "Aucun produit ne correspond",
    made: "Produit le {day}",
    unrated: "Pas encore noté",
  },
  en: {
    lot: "Lot",
    grade: "Grade",
    state: "State",
    every: "All",
    on_sale: "On the market",
    withdrawn: "Withdrawn",
    recalled: "Recalled",
    rejected: "Lot rejected",
    off_sale: "Withdrawn",
    list: "Products",
    at_least: "{n} shown, more as you scroll",
    more: "Show more",
    empty: "No product yet",
    empty_hint: "Products appear when quality control has inspected a lot.",
    no_match: "No product matches",
    made: "Made on {day}",
    unrated: "Not rated yet",
  },
});

const PAGE = 200;

export function ProductList() {
  useEffect(() => opinions.watch(), []);
  const { lot = "", site = "", grade = "", state = "" } = place.value.query;
  const active = state === "on_sale" ? "true" : state === "withdrawn" ? "false" : "";
  const list = usePaged<Product>({
    key: [lot, site, grade, active].join("/"),
    keyOf: ({ product_id }) => product_id,
    async read(cursor, signal) {
      const filter = queryText({ lot, site, grade, active, limit: PAGE, cursor });
      const page = await ask<{ products: Product[]; next_cursor: string | null }>(
        `/api/products${filter}`,
        { signal },
      );
      return { items: page.products, next: page.next_cursor };
    },
    news: opinions.version.value,
  });
  return (
    <>
      <Filters>
        <TextChoice name="lot" label={t("lot")} value={lot} />
        <SiteChoice value={site} />
        <Choice
          name="grade"
          label={t("grade")}
          value={grade}
          none={t("every")}
          choices={GRADES.filter((grade) => grade !== "REJECT").map((grade) => [
            grade,
            gradeName(grade),
          ])}
        />
        <Choice
          name="state"
          label={t("state")}
          value={state}
          none={t("every")}
          choices={[["on_sale", t("on_sale")], ["withdrawn", t("withdrawn")]]}
        />
      </Filters>
      <Shown list={list} isFiltered={Boolean(lot || site || grade || active)} />
    </>
  );
}

function Shown({ list, isFiltered }: { list: PagedList<Product>; isFiltered: boolean }) {
  const { status, items, hasMore } = list;
  if (status === "failed") return <Failed {...list} />;
  if (status === "loading") return <Loading rows={5} />;
  if (items.length === 0) {
    return isFiltered
      ? <NoMatch title={t("no_match")} href={href("consumers", undefined, { view: "products" })} />
      : <Empty icon="cards" title={t("empty")}>{t("empty_hint")}</Empty>;
  }
  return (
    <>
      <p class="count" role="status">
        {hasMore ? t("at_least", { n: items.length }) : productsText(items.length)}
      </p>
      <VirtualGrid
        items={items}
        keyOf={({ product_id }) => product_id}
        render={(product) => <ProductCard product={product} />}
        label={t("list")}
        itemHeight={8.25}
        itemMinWidth={21}
        gap={0.75}
      />
      {hasMore && <More onMore={list.more} />}
    </>
  );
}

/** Reads on by itself when the reader comes near. */
function More({ onMore }: { onMore(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && latest.current(),
      { rootMargin: "600px" },
    );
    observer.observe(button.current!);
    return () => observer.disconnect();
  }, []);
  return <button ref={button} type="button" class="button" onClick={onMore}>{t("more")}</button>;
}

function ProductCard({ product }: { product: Product }) {
  const { product_id, sqal_grade, average_rating } = product;
  return (
    <a class="card product-card" href={href("consumers", product_id)}>
      {sqal_grade && <GradeMark grade={sqal_grade} />}
      <strong class="code">{product_id}</strong>
      <span class="product-card-facts quiet">
        <SiteTag code={product.site_code} />
        <span class="code">{product.code_lot}</span>
        <span>{t("made", { day: day(Date.parse(product.production_date)) })}</span>
      </span>
      <span class="product-card-rating">
        {average_rating === null ? <span class="quiet">{t("unrated")}</span> : (
          <>
            <Stars rating={average_rating} />
            <span class="quiet">{opinionsText(product.total_reviews)}</span>
          </>
        )}
        <ProductState product={product} />
      </span>
    </a>
  );
}

/** Whether one can buy it, and if not, why. */
export function ProductState({ product }: {
  product: Pick<Product, "is_active" | "recalled_at" | "lot_rejected">;
}) {
  const { is_active, recalled_at, lot_rejected } = product;
  if (is_active) return <Pill tone="good">{t("on_sale")}</Pill>;
  const why = recalled_at ? t("recalled") : lot_rejected ? t("rejected") : t("off_sale");
  return <Pill tone="bad">{why}</Pill>;
}
