/** What a recall concerns, or concerned. */
import type { ComponentChildren } from "preact";
import type { RecallReport } from "../../../../contract/recall.ts";
import { recallCsv } from "../../data/recall_file.ts";
import type { Grade } from "../../data/samples.ts";
import { dayAndTime, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { GradeMark } from "../../ui/grades.tsx";
import { Pill } from "../../ui/pill.tsx";
import { saveFile } from "../../ui/save.ts";
import { MeanRating, Stars } from "../../ui/stars.tsx";
import { Stat } from "../../ui/stat.tsx";
import { LotTable } from "./_lot_table.tsx";

const t = words({
  fr: {
    drill: "Exercice : rien n’a été changé",
    executed: "Rappel effectué",
    reason_was: "Motif : {reason}",
    csv: "Enregistrer en CSV",
    json: "Enregistrer en JSON",
    count_lots: "Lots",
    count_products: "Produits",
    on_sale: "En vente",
    withdrawn: "Retirés de la vente",
    count_feedbacks: "Avis reçus",
    took: "Temps de recherche",
    ms: "{ms} ms",
    lots: "Lots concernés",
    products: "Produits concernés",
    feedbacks: "Avis concernés",
    shown: "{shown} sur {n} affichés ; le fichier les contient tous",
    product: "Produit",
    lot: "Lot",
    grade: "Classe",
    state: "État",
    rating: "Note",
    comment: "Commentaire",
    when: "Date",
  },
  en: {
    drill: "Drill: nothing was changed",
    executed: "Recall carried out",
    reason_was: "Reason: {reason}",
    csv: "Save as CSV",
    json: "Save as JSON",
    count_lots: "Lots",
    count_products: "Products",
    on_sale: "On the market",
    withdrawn: "Taken off the market",
    count_feedbacks: "Opinions received",
    took: "Time to find them",
    ms: "{ms} ms",
    lots: "Lots concerned",
    products: "Products concerned",
    feedbacks: "Opinions concerned",
    shown: "{shown} of {n} shown; the file holds them all",
    product: "Product",
    lot: "Lot",
    grade: "Grade",
    state: "State",
    rating: "Rating",
    comment: "Comment",
    when: "Date",
  },
});

const MOST_ROWS = 100;

export function Report({ report }: { report: RecallReport }) {
  const { lots, products, feedbacks } = report;
  return (
    <>
      <Summary report={report} />
      <Concerned title={t("lots")} n={lots.length}>
        <LotTable lots={lots.slice(0, MOST_ROWS)} />
      </Concerned>
      {products.length > 0 && (
        <Concerned title={t("products")} n={products.length}>
          <Products products={products.slice(0, MOST_ROWS)} />
        </Concerned>
      )}
      {feedbacks.length > 0 && (
        <Concerned title={t("feedbacks")} n={feedbacks.length}>
          <Feedbacks feedbacks={feedbacks.slice(0, MOST_ROWS)} />
        </Concerned>
      )}
    </>
  );
}

function Summary({ report }: { report: RecallReport }) {
  const { counts, executed, reason, took_ms } = report;
  const name = executed ? "recall" : "recall-drill";
  const saveCsv = () =>
    saveFile({ name: `${name}.csv`, type: "text/csv", text: recallCsv(report) });
  const saveJson = () =>
    saveFile({
      name: `${name}.json`,
      type: "application/json",
      text: JSON.stringify(report, null, 2),
    });
  return (
    <section class="panel" data-recall={executed ? "executed" : "drill"}>
      <div class="panel-head">
        <h2 class={executed ? "tone-bad" : ""}>{t(executed ? "executed" : "drill")}</h2>
        <div class="found-actions">
          <button type="button" class="button" onClick={saveCsv}>{t("csv")}</button>
          <button type="button" class="button" onClick={saveJson}>{t("json")}</button>
        </div>
      </div>
      {reason && <p class="quiet">{t("reason_was", { reason })}</p>}
      <dl class="stats">
        <Stat name={t("count_lots")} value={number(counts.lots)} />
        <Stat name={t("count_products")} value={number(counts.products)} />
        {executed
          ? <Stat name={t("withdrawn")} value={number(counts.products_withdrawn)} tone="bad" />
          : <Stat name={t("on_sale")} value={number(counts.products_active)} />}
        <Stat name={t("count_feedbacks")} value={number(counts.feedbacks)} />
        <Stat name={t("took")} value={t("ms", { ms: number(took_ms) })} />
      </dl>
    </section>
  );
}

interface ConcernedProps {
  title: string;
  /** How many there are; the table shows the first of them. */
  n: number;
  children: ComponentChildren;
}

function Concerned({ title, n, children }: ConcernedProps) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {n > MOST_ROWS && <p class="quiet">{t("shown", { shown: MOST_ROWS, n: number(n) })}</p>}
      {children}
    </section>
  );
}

function Products({ products }: Pick<RecallReport, "products">) {
  return (
    <DataTable
      label={t("products")}
      rows={products}
      keyOf={({ product_id }) => product_id}
      columns={[
        {
          head: t("product"),
          isName: true,
          cell: ({ product_id: id }) => <a class="code" href={href("consumers", id)}>{id}</a>,
        },
        { head: t("lot"), cell: ({ code_lot }) => <span class="code">{code_lot}</span> },
        {
          head: t("grade"),
          cell: ({ grade }) => grade ? <GradeMark grade={grade as Grade} /> : "–",
        },
        {
          head: t("state"),
          cell: ({ is_active }) => (
            <Pill tone={is_active ? undefined : "bad"}>
              {t(is_active ? "on_sale" : "withdrawn")}
            </Pill>
          ),
        },
        { head: t("rating"), cell: ({ average_rating }) => <MeanRating rating={average_rating} /> },
      ]}
    />
  );
}

function Feedbacks({ feedbacks }: Pick<RecallReport, "feedbacks">) {
  return (
    <DataTable
      label={t("feedbacks")}
      rows={feedbacks}
      keyOf={({ feedback_id }) => feedback_id}
      columns={[
        { head: t("when"), cell: ({ time }) => dayAndTime(Date.parse(time)) },
        {
          head: t("rating"),
          cell: ({ overall_rating }) => <Stars rating={overall_rating} digits={0} />,
        },
        { head: t("product"), cell: ({ product_id }) => <span class="code">{product_id}</span> },
        { head: t("comment"), isLong: true, cell: ({ comment }) => comment ?? "" },
      ]}
    />
  );
}
