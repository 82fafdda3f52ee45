/** What a recall would concern, and the recall itself. */
import type { RecallReport } from "../../../contract/recall.ts";
import { useState } from "preact/hooks";
import { ask, query as queryText } from "../api.ts";
import { recallCsv } from "../data/recall_file.ts";
import { SITES } from "../data/sites.ts";
import { dayAndTime, number } from "../format.ts";
import { words } from "../i18n.ts";
import { actor, operator, setOperator } from "../operator.ts";
import { href, place } from "../router.ts";
import { may, session } from "../session.ts";
import { Icon } from "../ui/icon.tsx";
import { GradeMark } from "../ui/grades.tsx";
import { useRead } from "../ui/read.ts";
import { saveFile } from "../ui/save.ts";
import { Stars } from "../ui/stars.tsx";
import { Stat } from "../ui/stat.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import type { Grade } from "../data/samples.ts";
import { productsText } from "./_opinions.tsx";
import { LotTable } from "./_traced_lots.tsx";

const t = words({
  fr: {
    title: "Que faudrait-il rappeler ?",
    intro:
      "Nommez au moins un lot de maïs, un lot, un gaveur ou un site. L’exercice ne change rien.",
    maize: "Lot de maïs",
    lots: "Lots, séparés par des virgules",
    gaveur: "Numéro de gaveur",
    site: "Site",
    every: "Tous",
    since: "Gavés depuis le",
    drill: "Chercher ce qui est concerné",
    waiting: "Aucune recherche pour l’instant",
    waiting_hint:
      "Le rapport s’affiche ici : lots, produits et avis concernés, et le temps qu’il a fallu.",
    nothing: "Aucun lot n’est concerné",
    report: "Exercice : rien n’a été changé",
    executed: "Rappel effectué",
    reason_was: "Motif : {reason}",
    count_lots: "Lots",
    count_products: "Produits",
    on_sale: "En vente",
    withdrawn: "Retirés de la vente",
    count_feedbacks: "Avis reçus",
    took: "Temps de recherche",
    ms: "{ms} ms",
    csv: "Enregistrer en CSV",
    json: "Enregistrer en JSON",
    concerned_lots: "Lots concernés",
    concerned_products: "Produits concernés",
    concerned_feedbacks: "Avis concernés",
    product: "Produit",
    lot: "Lot",
    grade: "Classe",
    state: "État",
    rating: "Note",
    comment: "Commentaire",
    when: "Date",
    shown: "{shown} sur {n} affichés ; le fichier les contient tous",
    execute_title: "Rappeler ces produits",
    execute_hint:
      "Ils sont retirés de la vente pour de bon, et l’histoire de chaque lot le dit. Cela ne s’annule pas.",
    reason: "Motif",
    by: "Votre nom",
    confirm: "Tapez {word} pour confirmer",
    word: "RAPPELER",
    execute: "Rappeler {what}",
    not_allowed: "Seul un opérateur peut exécuter un rappel.",
    failed: "Rappel impossible : {reason}",
  },
  en: {
    title: "What would have to be recalled?",
    intro: "Name at least a lot of maize, a lot, a gaveur or a site. A drill changes nothing.",
    maize: "Maize lot",
    lots: "Lots, separated by commas",
    gaveur: "Number of the gaveur",
    site: "Site",
    every: "All",
    since: "Fed since",
    drill: "Find what is concerned",
    waiting: "Nothing asked for yet",
    waiting_hint:
      "The report appears here: lots, products and opinions concerned, and the time it took.",
    nothing: "No lot is concerned",
    report: "Drill: nothing was changed",
    executed: "Recall carried out",
    reason_was: "Reason: {reason}",
    count_lots: "Lots",
    count_products: "Products",
    on_sale: "On the market",
    withdrawn: "Taken off the market",
    count_feedbacks: "Opinions received",
    took: "Time to find them",
    ms: "{ms} ms",
    csv: "Save as CSV",
    json: "Save as JSON",
    concerned_lots: "Lots concerned",
    concerned_products: "Products concerned",
    concerned_feedbacks: "Opinions concerned",
    product: "Product",
    lot: "Lot",
    grade: "Grade",
    state: "State",
    rating: "Rating",
    comment: "Comment",
    when: "Date",
    shown: "{shown} of {n} shown; the file holds them all",
    execute_title: "Recall these products",
    execute_hint:
      "They are taken off the market for good, and each lot’s story says so. This cannot be undone.",
    reason: "Reason",
    by: "Your name",
    confirm: "Type {word} to confirm",
    word: "RECALL",
    execute: "Recall {what}",
    not_allowed: "Only an operator may carry out a recall.",
    failed: "No recall: {reason}",
  },
});

const MOST_ROWS = 100;
const CRITERIA = ["maize_lot", "lot", "gaveur", "site", "since"] as const;
type Criteria = Record<(typeof CRITERIA)[number], string>;

export function RecallView() {
  const { query } = place.value;
  const criteria = Object.fromEntries(
    CRITERIA.map((name) => [name, query[name] ?? ""]),
  ) as Criteria;
  const key = JSON.stringify(criteria);
  return (
    <>
      <section class="panel">
        <h2>{t("title")}</h2>
        <p class="quiet">{t("intro")}</p>
        <CriteriaForm key={key} criteria={criteria} />
      </section>
      {isNarrow(criteria)
        ? <Drill key={key} criteria={criteria} />
        : <Empty icon="search" title={t("waiting")}>{t("waiting_hint")}</Empty>}
    </>
  );
}

function isNarrow({ maize_lot, lot, gaveur, site }: Criteria): boolean {
  return [maize_lot, lot, gaveur, site].some((value) => value !== "");
}

/** As the server knows them. */
function wireCriteria({ maize_lot, lot, gaveur, site, since }: Criteria) {
  return { maize_lot, lot, gaveur_id: gaveur, site, since };
}

function CriteriaForm({ criteria }: { criteria: Criteria }) {
  const [wanted, setWanted] = useState(criteria);
  const change = (name: keyof Criteria) => (event: Event) =>
    setWanted({ ...wanted, [name]: (event.currentTarget as HTMLInputElement).value });
  const drill = (event: Event) => {
    event.preventDefault();
    const trimmed = Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [name, value.trim()]),
    );
    location.hash = href("trace", undefined, { view: "recall", ...trimmed });
  };
  return (
    <form class="filters" onSubmit={drill}>
      <label class="field">
        <span>{t("maize")}</span>
        <input value={wanted.maize_lot} placeholder="MAIS_LL_2611A" onInput={change("maize_lot")} />
      </label>
      <label class="field field-search">
        <span>{t("lots")}</span>
        <input value={wanted.lot} onInput={change("lot")} />
      </label>
      <label class="field">
        <span>{t("gaveur")}</span>
        <input
          value={wanted.gaveur}
          inputMode="numeric"
          pattern="[0-9]{1,9}"
          onInput={change("gaveur")}
        />
      </label>
      <label class="field">
        <span>{t("site")}</span>
        <select value={wanted.site} onChange={change("site")}>
          <option value="">{t("every")}</option>
          {SITES.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
      <label class="field">
        <span>{t("since")}</span>
        <input type="date" value={wanted.since} onInput={change("since")} />
      </label>
      <button type="submit" class="button button-primary" disabled={!isNarrow(wanted)}>
        <Icon name="search" />
        {t("drill")}
      </button>
    </form>
  );
}

function Drill({ criteria }: { criteria: Criteria }) {
  const [executed, setExecuted] = useState<RecallReport>();
  const drilled = useRead(
    JSON.stringify(criteria),
    (signal) => ask<RecallReport>(`/api/recall${queryText(wireCriteria(criteria))}`, { signal }),
  );
  if (drilled.status === "failed") {
    return <Failed reason={drilled.reason} onRetry={drilled.retry} />;
  }
  if (drilled.status === "loading") return <Loading rows={3} />;
  const report = executed ?? drilled.value;
  if (report.counts.lots === 0) return <Empty icon="check" title={t("nothing")} />;
  return (
    <>
      <Report report={report} />
      {!report.executed && report.counts.products_active > 0 && (
        <Execute
          criteria={criteria}
          products={report.counts.products_active}
          onDone={(report) => {
            setExecuted(report);
            scrollTo(0, 0);
          }}
        />
      )}
    </>
  );
}

function Report({ report }: { report: RecallReport }) {
  const { counts, executed } = report;
  const name = `${executed ? "recall" : "recall-drill"}`;
  return (
    <>
      <section class="panel" data-recall={executed ? "executed" : "drill"}>
        <div class="panel-head">
          <h2 class={executed ? "tone-bad" : ""}>
            {executed ? t("executed") : t("report")}
          </h2>
          <div class="found-actions">
            <button
              type="button"
              class="button"
              onClick={() =>
                saveFile({ name: `${name}.csv`, type: "text/csv", text: recallCsv(report) })}
            >
              {t("csv")}
            </button>
            <button
              type="button"
              class="button"
              onClick={() =>
                saveFile({
                  name: `${name}.json`,
                  type: "application/json",
                  text: JSON.stringify(report, null, 2),
                })}
            >
              {t("json")}
            </button>
          </div>
        </div>
        {report.reason && <p class="quiet">{t("reason_was", { reason: report.reason })}</p>}
        <dl class="stats">
          <Stat name={t("count_lots")} value={number(counts.lots)} />
          <Stat name={t("count_products")} value={number(counts.products)} />
          {executed
            ? <Stat name={t("withdrawn")} value={number(counts.products_withdrawn)} tone="bad" />
            : <Stat name={t("on_sale")} value={number(counts.products_active)} />}
          <Stat name={t("count_feedbacks")} value={number(counts.feedbacks)} />
          <Stat name={t("took")} value={t("ms", { ms: number(report.took_ms) })} />
        </dl>
      </section>
      <section class="panel">
        <h2>{t("concerned_lots")}</h2>
        <Shown shown={MOST_ROWS} n={report.lots.length} />
        <LotTable lots={report.lots.slice(0, MOST_ROWS)} />
      </section>
      {report.products.length > 0 && (
        <section class="panel">
          <h2>{t("concerned_products")}</h2>
          <Shown shown={MOST_ROWS} n={report.products.length} />
          <Products report={report} />
        </section>
      )}
      {report.feedbacks.length > 0 && (
        <section class="panel">
          <h2>{t("concerned_feedbacks")}</h2>
          <Shown shown={MOST_ROWS} n={report.feedbacks.length} />
          <Feedbacks report={report} />
        </section>
      )}
    </>
  );
}

function Shown({ shown, n }: { shown: number; n: number }) {
  return n > shown ? <p class="quiet">{t("shown", { shown, n: number(n) })}</p> : null;
}

function Products({ report: { products } }: { report: RecallReport }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("concerned_products")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("product")}</th>
            <th scope="col">{t("lot")}</th>
            <th scope="col">{t("grade")}</th>
            <th scope="col">{t("state")}</th>
            <th scope="col">{t("rating")}</th>
          </tr>
        </thead>
        <tbody>
          {products.slice(0, MOST_ROWS).map((product) => (
            <tr key={product.product_id}>
              <th scope="row">
                <a class="code" href={href("consumers", product.product_id)}>
                  {product.product_id}
                </a>
              </th>
              <td class="code">{product.code_lot}</td>
              <td>{product.grade ? <GradeMark grade={product.grade as Grade} /> : "–"}</td>
              <td>
                <span class={`pill ${product.is_active ? "" : "tone-bad"}`}>
                  {product.is_active ? t("on_sale") : t("withdrawn")}
                </span>
              </td>
              <td>
                {product.average_rating === null ? "–" : <Stars rating={product.average_rating} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Feedbacks({ report: { feedbacks } }: { report: RecallReport }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("concerned_feedbacks")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("when")}</th>
            <th scope="col">{t("rating")}</th>
            <th scope="col">{t("product")}</th>
            <th scope="col">{t("comment")}</th>
          </tr>
        </thead>
        <tbody>
          {feedbacks.slice(0, MOST_ROWS).map((feedback) => (
            <tr key={feedback.feedback_id}>
              <td>{dayAndTime(Date.parse(feedback.time))}</td>
              <td>
                <Stars rating={feedback.overall_rating} digits={0} />
              </td>
              <td class="code">{feedback.product_id}</td>
              <td class="wraps">{feedback.comment ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ExecuteProps {
  criteria: Criteria;
  /** Still on the market. */
  products: number;
  onDone(report: RecallReport): void;
}

function Execute({ criteria, products, onDone }: ExecuteProps) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (!may("operator")) return <p class="quiet">{t("not_allowed")}</p>;
  const by = actor();
  const isReady = reason.trim() !== "" && by !== undefined && typed.trim() === t("word");
  const execute = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const { gaveur, ...rest } = criteria;
    const named = Object.entries({ ...rest, gaveur_id: gaveur }).filter(([, value]) =>
      value !== ""
    );
    const order = { ...Object.fromEntries(named), reason: reason.trim(), by };
    try {
      onDone(await ask<RecallReport>("/api/recall", { body: order }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <section class="panel panel-danger">
      <h2>{t("execute_title")}</h2>
      <p class="quiet">{t("execute_hint")}</p>
      <form class="filters" onSubmit={execute}>
        <label class="field field-search">
          <span>{t("reason")}</span>
          <input
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        {!session.value.name && (
          <label class="field">
            <span>{t("by")}</span>
            <input
              required
              maxLength={90}
              autocomplete="name"
              value={operator.value}
              onInput={(event) => setOperator(event.currentTarget.value)}
            />
          </label>
        )}
        <label class="field">
          <span>{t("confirm", { word: t("word") })}</span>
          <input
            required
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button button-danger" disabled={!isReady || isBusy}>
          {t("execute", { what: productsText(products) })}
        </button>
      </form>
      {failure !== undefined && (
        <p role="alert" class="tone-bad">{t("failed", { reason: failure })}</p>
      )}
    </section>
  );
}
