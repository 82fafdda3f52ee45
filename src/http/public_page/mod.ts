/**
 * `/p/{qr}`: a product's story and a form for its rating, as a page for the phone that read the code.
 *
 * It works without scripts, loads nothing from elsewhere, and tells people behind one address apart
 * by a cookie of its own, which says nothing about them.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { NewFeedback } from "../../contract/consumer.ts";
import type { ScannedProduct } from "../../db/product_repository.ts";
import { averageShown, isReviewed } from "../traceability.ts";
import { isHttps } from "../client_address.ts";
import { type ConsumerRoutesDeps, type FeedbackOutcome, personOf } from "../consumer.ts";
import { type Language, languageOf, WORDS } from "./words.ts";
import { DETAILS, type FormState, messagePage, opinions, productPage } from "./view.ts";
import pageCss from "./page.css" with { type: "text" };
import pageJs from "./page.js" with { type: "text" };

const PATH = "/p/:qr_code";
const COOKIE = "gavaged_person";
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const COOKIE_SECONDS = 400 * 86_400;
const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  // With `no-referrer` browsers would hide the origin of the form, and the server refuse it.
  "referrer-policy": "same-origin",
  "cache-control": "private, no-store",
  "vary": "Accept-Language, Cookie",
};
const ASSET_HEADERS = {
  "cache-control": "public, max-age=3600",
  "x-content-type-options": "nosniff",
};

export function addPublicPage(app: OpenAPIHono, deps: ConsumerRoutesDeps): void {
  const { consumer: { scanner, desk }, clock, access } = deps;
  const visitor = (c: Context) => {
    const known = getCookie(c, COOKIE);
    return known !== undefined && UUID.test(known) ? `page:${known}` : null;
  };

  app.get(
    "/p/assets/page.css",
    (c) => c.body(pageCss, 200, { "content-type": "text/css; charset=utf-8", ...ASSET_HEADERS }),
  );
  app.get(
    "/p/assets/page.js",
    (c) =>
      c.body(pageJs, 200, { "content-type": "text/javascript; charset=utf-8", ...ASSET_HEADERS }),
  );

  app.get(PATH, async (c) => {
    const scan = await scanner.scan(c.req.param("qr_code"), personOf(c, deps, visitor(c)));
    if (scan.status === "refused") return refused(c, scan.reason);
    if (visitor(c) === null) {
      setCookie(c, COOKIE, crypto.randomUUID(), {
        path: "/p",
        httpOnly: true,
        sameSite: "Lax",
        secure: isHttps(c, access.proxies),
        maxAge: COOKIE_SECONDS,
      });
    }
    const { product } = scan;
    const state: FormState = !isReviewed(product, clock.now())
      ? "open"
      : c.req.query("said") === "1"
      ? "thanks"
      : "reviewed";
    return show(c, { product, state });
  });

  app.post(PATH, async (c) => {
    const qrCode = c.req.param("qr_code");
    const person = personOf(c, deps, visitor(c));
    const scan = await scanner.scan(qrCode, person);
    if (scan.status === "refused") return refused(c, scan.reason);
    const { product } = scan;
    const form = await c.req.parseBody().catch(() => ({}));
    const { key, feedback } = readForm(form, { qrCode, productId: product.product_id });
    const outcome: FeedbackOutcome | { status: "incomplete" } = feedback
      ? await desk.take({ feedback, person, idempotencyKey: key })
      : { status: "incomplete" };
    const state: FormState = outcome.status === "accepted"
      ? "thanks"
      : outcome.status === "repeated" || outcome.status === "key_mismatch"
      ? "reviewed"
      : "incomplete";
    const status = STATUS[state];
    if (c.req.header("accept")?.includes("application/json")) {
      const language = languageFor(c);
      // With this opinion among them.
      const rated = await scanner.scan(qrCode, person);
      const said = rated.status === "found" ? await opinionsOf(rated.product, language) : undefined;
      return c.json({ ...message(state, language), said }, status, HEADERS);
    }
    if (state !== "thanks") return show(c, { product, state, status });
    return c.redirect(`/p/${qrCode}?lang=${languageFor(c)}&said=1#yours`, 303);
  });

  function show(
    c: Context,
    { product, state, status = 200 }:
      & Pick<Parameters<typeof productPage>[0], "product" | "state">
      & {
        status?: 200 | 409 | 422;
      },
  ) {
    const page = productPage({
      product,
      state,
      language: languageFor(c),
      average: averageShown(product),
      formKey: crypto.randomUUID(),
    });
    return c.html(page, status, HEADERS);
  }
}

async function opinionsOf(product: ScannedProduct, language: Language): Promise<string> {
  const average = averageShown(product);
  return String(await opinions({ total: product.total_reviews, average, language }));
}

const STATUS = { open: 200, thanks: 200, reviewed: 409, incomplete: 422 } as const;

function refused(c: Context, reason: string) {
  const language = languageFor(c);
  const words = WORDS[language];
  return reason === "inactive"
    ? c.html(
      messagePage({
        language,
        title: words.withdrawnTitle,
        lead: words.withdrawn,
        more: words.withdrawnMore,
      }),
      410,
      HEADERS,
    )
    : c.html(
      messagePage({
        language,
        title: words.unknownTitle,
        lead: words.unknown,
        more: words.unknownMore,
      }),
      404,
      HEADERS,
    );
}

function languageFor(c: Context): Language {
  return languageOf(c.req.query("lang"), c.req.header("accept-language"));
}

function message(state: FormState, language: Language): { lead: string; more: string } {
  const words = WORDS[language];
  if (state === "thanks") return { lead: words.thanks, more: words.thanksMore };
  if (state === "reviewed") return { lead: words.already, more: words.alreadyMore };
  return { lead: words.incomplete, more: words.incompleteMore };
}

/** The form as a feedback, if it is one; an empty field is one that was not filled in. */
function readForm(
  form: Record<string, unknown>,
  { qrCode, productId }: { qrCode: string; productId: string },
): { key: string | null; feedback: NewFeedback | undefined } {
  const field = (name: string) => {
    const value = form[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const key = field("key");
  const parsed = NewFeedback.safeParse({
    qr_code: qrCode,
    product_id: productId,
    overall_rating: field("overall_rating"),
    detailed_ratings: Object.fromEntries(DETAILS.map((name) => [name, field(name)])),
    // Browsers send each new line as two characters, and count it as one.
    comment: field("comment")?.replaceAll("\r\n", "\n"),
    consumption_context: field("consumption_context"),
  });
  return {
    key: key && UUID.test(key) ? key : null,
    feedback: parsed.success ? parsed.data : undefined,
  };
}
