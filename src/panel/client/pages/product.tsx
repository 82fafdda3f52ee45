/** One product: its code, what was measured of it, where it comes from, what people say of it. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Product } from "../../../contract/consumer.ts";
import type { SampleRow } from "../../../contract/sqal.ts";
import type { Trace, TraceFeedback } from "../../../contract/trace.ts";
import { ask, find, query } from "../api.ts";
import { opinions } from "../data/opinions.ts";
import { type Sample, sampleOfRow } from "../data/samples.ts";
import { day, dayAndTime, grams, instantMs, kilograms, number } from "../format.ts";
import { lang, words } from "../i18n.ts";
import { href } from "../router.ts";
import { DepthMap } from "../ui/depth_map.tsx";
import { GradeMark } from "../ui/grades.tsx";
import { Icon } from "../ui/icon.tsx";
import { SiteTag } from "../ui/lot_facts.tsx";
import { QrCode, qrPath } from "../ui/qr_code.tsx";
import { useRead } from "../ui/read.ts";
import { saveFile } from "../ui/save.ts";
import { Spectrum } from "../ui/spectrum.tsx";
import { meanOf, opinionsText, RatingBars, type RatingCounts, Stars } from "../ui/stars.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { Comment } from "./_opinions.tsx";
import { ProductState } from "./_product_list.tsx";

const t = words({
  fr: {
    back: "Tous les produits",
    unknown: "Aucun produit ne porte ce nom",
    unknown_hint: "Vérifiez {id}.",
    code: "QR code",
    public_page: "Page publique",
    save_qr: "Enregistrer le QR code",
    origin: "Origine",
    lot: "Lot",
    story: "Toute son histoire",
    site: "Site",
    made: "Abattage",
    packed: "Emballage",
    best_before: "À consommer avant",
    duration: "Gavage",
    days: "{n} jours",
    itm: "ITM du lot",
    duck: "Canard en fin de gavage",
    method: "Production",
    certifications: "Labels",
    quality: "Qualité mesurée",
    sample: "Échantillon",
    score: "Score SQAL",
    liver: "Foie",
    freshness: "Fraîcheur",
    oxidation: "Oxydation",
    controlled: "Contrôlé",
    no_sample: "Sans échantillon",
    reviews: "Avis",
    no_review: "Personne ne l’a encore noté",
    no_review_hint: "Les notes arrivent ici dès qu’un consommateur flashe ce QR code.",
    recalled: "Rappelé le {day} par {by} : {reason}",
  },
  en: {
    back: "All products",
    unknown: "No product bears this name",
    unknown_hint: "Check {id}.",
    code: "QR code",
    public_page: "Public page",
    save_qr: "Save the QR code",
    origin: "Origin",
    lot: "Lot",
    story: "Its whole story",
    site: "Site",
    made: "Slaughter",
    packed: "Packaging",
    best_before: "Best before",
    duration: "Feeding",
    days: "{n} days",
    itm: "ITM of the lot",
    duck: "Duck at the end of feeding",
    method: "Production",
    certifications: "Labels",
    quality: "Measured quality",
    sample: "Sample",
    score: "SQAL score",
    liver: "Liver",
    freshness: "Freshness",
    oxidation: "Oxidation",
    controlled: "Inspected",
    no_sample: "No sample",
    reviews: "Opinions",
    no_review: "Nobody has rated it yet",
    no_review_hint: "Ratings arrive here as soon as a consumer scans this QR code.",
    recalled: "Recalled on {day} by {by}: {reason}",
  },
});

export function ProductPage({ productId }: { productId: string }) {
  useEffect(() => opinions.watch(), []);
  const read = useRead(productId, (signal) => readProduct(productId, signal), [
    opinions.version.value,
  ]);
  if (read.status === "failed") return <Failed reason={read.reason} onRetry={read.retry} />;
  if (read.status === "loading") return <Loading rows={4} />;
  if (!read.value) {
    return (
      <Empty icon="search" title={t("unknown")}>
        <p>{t("unknown_hint", { id: productId })}</p>
        <a class="button" href={href("consumers", undefined, { view: "products" })}>{t("back")}</a>
      </Empty>
    );
  }
  const { product, feedbacks } = read.value;
  return (
    <article class="lot">
      <a class="back" href={href("consumers", undefined, { view: "products" })}>
        <Icon name="back" />
        {t("back")}
      </a>
      <header class="lot-head">
        <p class="display code product-name">{product.product_id}</p>
        <ProductState product={product} />
        {product.recalled_at && (
          <p class="quiet">
            {t("recalled", {
              day: day(instantMs(product.recalled_at)),
              by: product.recalled_by ?? "–",
              reason: product.recall_reason ?? "–",
            })}
          </p>
        )}
      </header>
      <div class="panels">
        <section class="panel">
          <h2>{t("code")}</h2>
          <Label product={product} />
        </section>
        <section class="panel">
          <h2>{t("origin")}</h2>
          <Origin product={product} />
        </section>
        <section class="panel">
          <h2>{t("quality")}</h2>
          <Quality product={product} />
        </section>
        <section class="panel">
          <h2>{t("reviews")}</h2>
          <Reviews feedbacks={feedbacks} />
        </section>
      </div>
    </article>
  );
}

interface ProductRead {
  product: Product;
  feedbacks: readonly TraceFeedback[];
}

async function readProduct(id: string, signal: AbortSignal): Promise<ProductRead | undefined> {
  const path = `/api/products/${encodeURIComponent(id)}`;
  const product = await find<Product>(path, { signal });
  if (!product) return undefined;
  const { feedbacks } = await ask<Trace>(`${path}/trace`, { signal });
  return { product, feedbacks };
}

function Label({ product }: { product: Product }) {
  const save = async () =>
    saveFile({
      name: `${product.product_id}.svg`,
      type: "image/svg+xml",
      text: await ask<string>(qrPath(product.product_id), { as: "text" }),
    });
  return (
    <div class="label">
      <QrCode productId={product.product_id} />
      <div class="label-actions">
        <p class="code quiet">{product.qr_code}</p>
        <a class="button" href={`/p/${encodeURIComponent(product.qr_code)}?lang=${lang.value}`}>
          <Icon name="link" />
          {t("public_page")}
        </a>
        <button type="button" class="button" onClick={save}>{t("save_qr")}</button>
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Origin({ product }: { product: Product }) {
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
        <Fact name={t("method")}>{product.production_method ?? "–"}</Fact>
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

function Quality({ product }: { product: Product }) {
  const { sqal_grade: grade, sqal_quality_score: score, sample_id } = product;
  const read = useRead(product.product_id, (signal) => readSample(product, signal));
  const sample = read.status === "there" ? read.value : undefined;
  return (
    <div class="lot-quality">
      <div class="lot-quality-head">
        {grade && <GradeMark grade={grade} large />}
        <dl class="facts">
          <Fact name={t("score")}>{number(score, 3)}</Fact>
          <Fact name={t("liver")}>{grams(sample?.liverGrams)}</Fact>
          <Fact name={t("freshness")}>{number(sample?.freshness, 2)}</Fact>
          <Fact name={t("oxidation")}>{number(sample?.oxidation, 2)}</Fact>
          <Fact name={t("controlled")}>{dayAndTime(instantMs(product.quality_control_date))}</Fact>
          <Fact name={t("sample")}>
            {sample_id === null
              ? t("no_sample")
              : <a class="code" href={href("trace", sample_id)}>{sample_id}</a>}
          </Fact>
        </dl>
      </div>
      {sample && (
        <div class="sample-figures">
          <DepthMap distancesMm={sample.distancesMm} />
          <Spectrum channels={sample.channels} />
        </div>
      )}
    </div>
  );
}

/** More samples than a lot ever has. */
const MOST_SAMPLES = 1_000;

async function readSample(product: Product, signal: AbortSignal): Promise<Sample | undefined> {
  const { code_lot, sample_id } = product;
  if (sample_id === null) return undefined;
  const path = `/api/sqal/samples${
    query({ code_lot, limit: MOST_SAMPLES, start_time: "2000-01-01" })
  }`;
  const { samples } = await ask<{ samples: SampleRow[] }>(path, { signal });
  const row = samples.find((row) => row.sample_id === sample_id);
  return row && sampleOfRow(row);
}

function Reviews({ feedbacks }: { feedbacks: readonly TraceFeedback[] }) {
  const counts = useMemo(() => countsOf(feedbacks), [feedbacks]);
  const mean = meanOf(counts);
  if (mean === undefined) {
    return <Empty icon="person" title={t("no_review")}>{t("no_review_hint")}</Empty>;
  }
  return (
    <>
      <p class="reviews-mean">
        <Stars rating={mean} />
        <span class="quiet">{opinionsText(feedbacks.length)}</span>
      </p>
      <RatingBars counts={counts} />
      <ol class="comments scroll" tabIndex={0} aria-label={t("reviews")}>
        {feedbacks.map((feedback) => (
          <Comment
            key={feedback.feedback_id}
            opinion={{
              productId: feedback.product_id,
              rating: feedback.overall_rating,
              timeMs: instantMs(feedback.time),
              comment: feedback.comment,
            }}
          />
        ))}
      </ol>
    </>
  );
}

function countsOf(feedbacks: readonly TraceFeedback[]): RatingCounts {
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const { overall_rating } of feedbacks) counts[overall_rating as keyof typeof counts]++;
  return counts;
}
