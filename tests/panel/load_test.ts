/** A thousand lots and as many frames as the server gives: the page stays small and answers. */
import assert from "node:assert/strict";
import { aMeal } from "../support/meals.ts";
import { feed, startTestServer } from "../support/server.ts";
import { openBrowser, openPanel } from "./support.ts";

/** The browser's own, which Deno's types of the same name do not know. */
type Observes = new (
  seen: (list: { getEntries(): { duration: number }[] }) => void,
) => { observe(options: { type: string }): void };

const LOTS = 1_000;
const MEALS = 4;
/** What three windows of cards hold. */
const MOST_SHOWN = 60;

Deno.test("a thousand lots are followed with the few in the window in the page", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const meals = (i: number) =>
    Array.from({ length: LOTS }, (_, n) =>
      aMeal({
        code_lot: `LL26${String(n).padStart(5, "0")}`,
        jour: i >> 1,
        moment: i % 2 ? "soir" : "matin",
        poids_moyen: 4_500 + 100 * i,
      }));
  await feed(server, ...meals(0));
  await using reader = await openPanel(browser, `${server.url}/#/gavage`);
  const { page } = reader;
  await page.getByText("1 000 lots").waitFor();
  await page.evaluate(() => {
    const watch = { long: 0, longest: 0, drawn: 0, most: 0 };
    Object.assign(globalThis, { watch });
    const document = Reflect.get(globalThis, "document");
    const Performance = Reflect.get(globalThis, "PerformanceObserver") as unknown as Observes;
    new Performance((list) => {
      for (const { duration } of list.getEntries()) {
        watch.long += duration;
        watch.longest = Math.max(watch.longest, duration);
      }
    }).observe({ type: "longtask" });
    const Mutations = Reflect.get(globalThis, "MutationObserver");
    new Mutations(() => {
      watch.drawn++;
      watch.most = Math.max(watch.most, document.querySelectorAll(".lot-card").length);
    }).observe(document.querySelector("main"), {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });

  const startMs = performance.now();
  for (let i = 1; i < MEALS; i++) await feed(server, ...meals(i));
  await page.getByText("4,80 kg").first().waitFor();
  const seconds = (performance.now() - startMs) / 1000;

  const { watch, shown } = await page.evaluate(() => ({
    watch: Reflect.get(globalThis, "watch") as Record<string, number>,
    shown: Reflect.get(globalThis, "document").querySelectorAll(".lot-card").length as number,
  }));
  const frames = LOTS * (MEALS - 1);
  await Deno.stderr.write(new TextEncoder().encode(
    `${frames} frames in ${seconds.toFixed(1)} s (${Math.round(frames / seconds)}/s): ` +
      `${watch.drawn} drawings, ${shown} cards, long tasks ${Math.round(watch.long!)} ms in all, ` +
      `longest ${Math.round(watch.longest!)} ms\n`,
  ));
  assert.ok(shown > 0 && watch.most! <= MOST_SHOWN, `${watch.most} cards in the page`);
  assert.ok(watch.drawn! < frames / 10, `${watch.drawn} drawings for ${frames} frames`);

  // The last lot is one scroll away.
  await page.evaluate(() => Reflect.get(globalThis, "scrollTo").call(globalThis, 0, 1e7));
  await page.getByText("LL2600999").waitFor();
  assert.deepEqual(reader.errors, []);
});
