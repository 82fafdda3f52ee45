/** The public page as HTML. Values are escaped by the template. */
import { html } from "hono/html";
import { CONSUMPTION_CONTEXTS, MAX_COMMENT_CHARS } from "../../contract/consumer.ts";
import type { ScannedProduct } from "../../db/product_repository.ts";
import { decimal, type Language, longDate, WORDS, type Words } from "./words.ts";

type Html = ReturnType<typeof html>;

/** What the place of the form shows. */
export type FormState = "open" | "incomplete" | "thanks" | "reviewed";

export interface ProductPage {
  product: ScannedProduct;
  language: Language;
  state: FormState;
  /** The mean that may be shown, or null. */
  average: number | null;
  /** Makes a form that is sent twice count once. */
  formKey: string;
}

const RATINGS = [1, 2, 3, 4, 5] as const;
export const DETAILS = ["texture", "flavor", "color", "aroma", "freshness"] as const;

export function productPage(page: ProductPage): Html {
  const { product, language, state, average } = page;
  const words = WORDS[language];
  const region = titleCase(product.region);
  const method = product.production_method;
  const date = (day: string | null) => day ? longDate(day, language) : "";
  return layout(
    { language, title: words.title },
    html`
      <header class="hero">
        <p class="eyebrow">${product.site_name}</p>
        <h1>${words.product}</h1>
        ${stamp(product, words)}
        ${product.best_before_date &&
          html`<p class="best-before">${words.bestBefore} <strong>${
            date(product.best_before_date)
          }</strong></p>`}
      </header>
      <section aria-labelledby="facts">
        <h2 id="facts">${words.about}</h2>
        <dl>
          ${fact(words.origin, product.site_name)}
          ${region !== product.site_name && fact(words.region, region)}
          ${fact(words.breed, product.genetique)}
          ${fact(
            words.duration,
            product.gavage_duration_days && words.days(product.gavage_duration_days),
          )}
          ${fact(
            words.itm,
            product.average_itm && words.kilograms(decimal(product.average_itm, language)),
          )}
          ${fact(words.method, words.methods[method ?? ""] ?? method)}
          ${fact(words.lot, product.code_lot)}
          ${fact(words.productNumber, product.product_id)}
        </dl>
        ${product.certifications.length > 0 && html`
          <h3>${words.certifications}</h3>
          <ul class="tags">${product.certifications.map((name) => html`<li>${name}</li>`)}</ul>
        `}
      </section>
      <section aria-labelledby="story">
        <h2 id="story">${words.story}</h2>
        <ol class="timeline">
          ${step(date(product.arrived_on), words.arrival(product.site_name))}
          ${product.gavage_duration_days &&
            step("", words.feeding(words.days(product.gavage_duration_days)))}
          ${step(date(product.production_date), words.slaughter)}
          ${step(date(product.packaging_date), words.control)}
          ${step(date(product.packaging_date), words.packaging)}
        </ol>
        ${product.blockchain_verified && html`<p class="verified">${words.verified}</p>`}
      </section>
      <section aria-labelledby="opinions">
        <h2 id="opinions">${words.opinions}</h2>
        <div id="said">${opinions({ total: product.total_reviews, average, language })}</div>
      </section>
      <section aria-labelledby="yours">
        <h2 id="yours">${words.yourOpinion}</h2>
        <div id="opinion" aria-live="polite">${opinionForm(page, state)}</div>
      </section>
    `,
  );
}

/** A page that says one thing. */
export function messagePage(
  { language, title, lead, more }: {
    language: Language;
    title: string;
    lead: string;
    more: string;
  },
): Html {
  return layout(
    { language, title },
    html`
      <section class="message">
        <h1>${title}</h1>
        <p class="lead">${lead}</p>
        <p>${more}</p>
      </section>
    `,
  );
}

function layout({ language, title }: { language: Language; title: string }, body: Html): Html {
  const other = language === "fr" ? "en" : "fr";
  return html`
    <!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/p/assets/page.css">
        <script src="/p/assets/page.js" defer></script>
      </head>
      <body>
        <nav><a href="?lang=${other}" lang="${other}" hreflang="${other}">${WORDS[language]
          .otherLanguage}</a></nav>
        <main>${body}</main>
      </body>
    </html>
  `;
}

function stamp(product: ScannedProduct, words: Words): Html | "" {
  if (!product.sqal_grade) return "";
  const score = Math.round((product.sqal_quality_score ?? 0) * 100);
  return html`
    <p class="stamp">
      <span class="grade" aria-hidden="true">${product.sqal_grade}</span>
      <span><span class="visually-hidden">${words.grade} ${product.sqal_grade}. </span>
          <strong>${words.grades[product.sqal_grade]}</strong><br>
          ${words.quality(score)}</span>
    </p>
  `;
}

function fact(name: string, value: string | number | null): Html | "" {
  return value
    ? html`
      <div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>
    `
    : "";
}

function step(date: string, what: string): Html {
  return html`<li>${date && html`<span class="date">${date}</span>`}<span>${what}</span></li>`;
}

/** What others said of it, so far. */
export function opinions(
  { total, average, language }: { total: number; average: number | null; language: Language },
): Html {
  const words = WORDS[language];
  if (average !== null) {
    const whole = Math.round(average);
    return html`<p class="average">
      <span class="drawn-stars" aria-hidden="true">${"★".repeat(whole)}<span class="empty">${
      "★".repeat(5 - whole)
    }</span></span>
      <span>${words.average(decimal(average, language), total)}</span></p>`;
  }
  return html`<p>${total === 0 ? words.noOpinion : words.fewOpinions(total)}</p>`;
}

function opinionForm(
  { product, language, formKey }: ProductPage,
  state: FormState,
): Html {
  const words = WORDS[language];
  if (state === "thanks") return notice(words.thanks, words.thanksMore);
  if (state === "reviewed") return notice(words.already, words.alreadyMore);
  return html`
    ${state === "incomplete" &&
      html`<div class="notice bad" role="alert"><strong>${words.incomplete}</strong>
      <p>${words.incompleteMore}</p></div>`}
    <form method="post" action="/p/${product.qr_code}?lang=${language}"
      data-failed="${words.unreachable}">
      <input type="hidden" name="key" value="${formKey}">
      ${stars({ name: "overall_rating", legend: words.overall, words, isRequired: true })}
      <details>
        <summary>${words.details}</summary>
        ${DETAILS.map((name) => stars({ name, legend: words[name], words, isRequired: false }))}
      </details>
      <label for="comment">${words.comment}</label>
      <textarea id="comment" name="comment" rows="4" maxlength="${MAX_COMMENT_CHARS}"
        aria-describedby="comment-hint"></textarea>
      <p class="hint" id="comment-hint">${words.commentHint}</p>
      <label for="context">${words.context}</label>
      <select id="context" name="consumption_context">
        <option value="">${words.noAnswer}</option>
        ${CONSUMPTION_CONTEXTS.map((name) =>
          html`<option value="${name}">${words.contexts[name]}</option>`
        )}
      </select>
      <p class="failure" role="alert" hidden></p>
      <button>${words.send}</button>
    </form>
  `;
}

function notice(lead: string, more: string): Html {
  return html`<div class="notice"><strong>${lead}</strong><p>${more}</p></div>`;
}

function stars(
  { name, legend, words, isRequired }: {
    name: string;
    legend: string;
    words: Words;
    isRequired: boolean;
  },
): Html {
  return html`
    <fieldset class="stars${isRequired ? " main" : ""}">
      <legend>${legend}</legend>
      <div>${RATINGS.map((n) =>
        html`<label><input type="radio" name="${name}" value="${n}"${
          isRequired ? " required" : ""
        }><span aria-hidden="true">★</span><span class="visually-hidden">${
          words.stars(n)
        }</span></label>`
      )}</div>
    </fieldset>
  `;
}

/** `PAYS DE LA LOIRE` → `Pays de la Loire`. */
function titleCase(region: string | null): string | null {
  return region && region.toLowerCase()
    .replace(
      /(^|[\s'-])(\p{L}+)/gu,
      (_, before: string, word: string) =>
        before +
        (before && /^(de|la|le|les|du|des|et)$/.test(word)
          ? word
          : word[0]!.toUpperCase() + word.slice(1)),
    );
}
