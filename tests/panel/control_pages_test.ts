/** Orchestration, a run and the curves, in both languages and themes: can everybody use them? */
import assert from "node:assert/strict";
import { runUntil } from "../support/runs.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  assertAccessible,
  assertTypeset,
  keepScreenshot,
  openBrowser,
  openPanel,
} from "./support.ts";

const LOOKS = [
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", lang: "fr" },
  { name: "desktop", viewport: { width: 1440, height: 900 }, colorScheme: "dark", lang: "en" },
  { name: "wall", viewport: { width: 1920, height: 1080 }, colorScheme: "light", lang: "fr" },
  { name: "night", viewport: { width: 390, height: 844 }, colorScheme: "dark", lang: "en" },
] as const;

const CURVE = {
  duree_jours: 13,
  matin: { premiere_g: 190, derniere_g: 430 },
  soir: { premiere_g: 200, derniere_g: 450 },
  forme: 1,
};
/** As the optimiser writes it: one measure surely better, one worse, the others open. */
const EXPECTED = {
  lots: 31,
  base_curve_id: null,
  base_curve: CURVE,
  objective: { now: 0.61, change: 0.04, low: 0.01, high: 0.07 },
  quality: { now: 0.74, change: 0.03, low: 0.005, high: 0.055 },
  rating: { now: 3.9, change: 0.1, low: -0.1, high: 0.3 },
  mortality: { now: 2.1, change: 0.3, low: 0.1, high: 0.5 },
  itm: { now: 15.2, change: -0.4, low: -0.9, high: 0.1 },
  maize: { now: 8260, change: -210, low: -210, high: -210 },
};

function post(server: TestServer, path: string, body: object) {
  return server.api(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** A run under way, one that is over, a curve that waits and one that is followed. */
async function busyServer(): Promise<{ server: TestServer; runId: string }> {
  const server = await startTestServer("embedded");
  const start = (config: object, name: string) =>
    post(server, "/api/control-panel/runs", { kind: "gavage", config, name });
  const { body } = await start({ nb_lots: 2, acceleration: 1_440 }, "gavage_realtime");
  await runUntil(server.url, body.id, ({ status }) => status === "running");
  const over = await start({ nb_lots: 1 }, "over");
  await post(server, `/api/control-panel/runs/${over.body.id}/stop`, {});
  await post(server, "/api/curves", { genetique: "Mulard", curve: CURVE, by: "Anne" });
  for (const act of ["approve", "activate"]) {
    assert.equal((await post(server, `/api/curves/1/${act}`, { by: "Anne" })).status, 200);
  }
  const proposed = { ...CURVE, forme: 1.1 };
  await post(server, "/api/curves", { genetique: "Mulard", curve: proposed, by: "optimiser" });
  await server.db.sql`
    update feeding_curves set expected = ${server.db.sql.json(EXPECTED)} where id = 2`;
  return { server, runId: String(body.id) };
}

Deno.test("no page of control has a violation of WCAG 2.2 AA, scrolls sideways or logs an error", async (t) => {
  await using browser = await openBrowser();
  const { server, runId } = await busyServer();
  await using _ = server;
  const pages = {
    orchestration: ["#/orchestration", ".scenario-choice"],
    run: [`#/orchestration/${runId}`, ".log-line"],
    curves: ["#/courbes", ".effect-bar"],
  } as const;
  for (const { name: look, ...options } of LOOKS) {
    await using reader = await openPanel(browser, `${server.url}/#/gavage`, options);
    const { page, errors } = reader;
    for (const [name, [hash, sign]] of Object.entries(pages)) {
      await t.step(`${name}, ${look}`, async () => {
        await page.goto(`${server.url}/${hash}`);
        await page.locator(sign).first().waitFor();
        await keepScreenshot(page, `${name}-${look}`);
        await assertAccessible(page, `${name}, ${look}`);
        if (options.lang === "fr") await assertTypeset(page, `${name}, ${look}`);
        const [whole, shown] = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = Reflect.get(globalThis, "document").documentElement;
          return [scrollWidth, clientWidth];
        });
        assert.equal(whole, shown, "the page scrolls sideways");
        assert.deepEqual(errors.splice(0), []);
      });
    }
  }
});

Deno.test("what is asked before something is stopped has no violation either", async () => {
  await using browser = await openBrowser();
  const { server } = await busyServer();
  await using _ = server;
  await using reader = await openPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  await page.getByRole("button", { name: "Tout arrêter" }).click();
  const question = page.getByRole("dialog", { name: "Tout arrêter ?" });
  await question.waitFor();
  await assertAccessible(page, "stop all");
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await page.locator("[data-status=running]").first().waitFor();
});
