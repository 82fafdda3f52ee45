/** A real Chromium that looks at the panel of a server under test. */
import assert from "node:assert/strict";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
/** For a person to look at; git ignores them. */
export const SCREENSHOTS = join(import.meta.dirname!, "..", "artifacts", "panel");

export interface Reader extends AsyncDisposable {
  readonly page: Page;
  /** Errors of the page and its console, in their order; a lost connection is none. */
  readonly errors: string[];
}

export interface ReaderOptions extends BrowserContextOptions {
  lang?: "fr" | "en";
  /** Done before the page asks for anything. */
  prepare?(page: Page): Promise<void>;
}

export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  return Object.assign(browser, { [Symbol.asyncDispose]: () => browser.close() });
}

/** Somebody who opens the panel and waits until it is live. */
export async function openPanel(
  browser: Browser,
  url: string,
  options: ReaderOptions = {},
): Promise<Reader> {
  const reader = await visitPanel(browser, url, options);
  await isLive(reader.page);
  return reader;
}

/** Somebody who opens the panel, whatever it shows them. */
export async function visitPanel(
  browser: Browser,
  url: string,
  { lang = "fr", prepare, ...options }: ReaderOptions = {},
): Promise<Reader> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await context.addInitScript((lang) => localStorage.setItem("gavaged.lang", lang), lang);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    const isLostConnection = /ERR_CONNECTION_REFUSED|WebSocket connection/.test(message.text());
    if (message.type() === "error" && !isLostConnection) errors.push(message.text());
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, errors, [Symbol.asyncDispose]: () => context.close() };
}

export async function isLive(page: Page): Promise<void> {
  await page.locator("[data-live=live]").waitFor();
}

/** Fails with each violation of WCAG 2.2 AA and the elements it is found on. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  // The page's own policy admits no script from elsewhere, so it is run beside it.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run({ runOnly: tags });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 4).map(({ html, failureSummary }) =>
        `${html.slice(0, 160)} ${failureSummary}`
      ),
    }));
  });
  assert.deepEqual(violations, [], name);
}

/** Fails with each French text whose sign has no space before it, or one where its line may break. */
export async function assertTypeset(page: Page, name: string): Promise<void> {
  const texts = await page.locator("body").evaluate(({ ownerDocument }) => {
    const walker = ownerDocument.createTreeWalker(ownerDocument.body, 4 /* texts */);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest("script, style, .code")) found.push(node.textContent!);
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
      for (const element of ownerDocument.querySelectorAll(`[${name}]`)) {
        found.push(element.getAttribute(name)!);
      }
    }
    return found;
  });
  assert.ok(texts.length > 0);
  const wrong = texts.filter((text) => / [:;?!»]|« |[\p{L})][;?!»]|[\p{L})]:(?!\/)/u.test(text));
  assert.deepEqual(wrong, [], name);
}

/** Keeps what a page looks like for a person to see. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
