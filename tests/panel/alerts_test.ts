/** Alerts and devices on the SQAL page: in the reader's language, by the farm's clock, in no excess. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { AlertRepository } from "../../src/db/alert_repository.ts";
import {
  type Alert,
  type AlertType,
  deviceSilentAlert,
  type GradedSample,
  lotMortalityAlert,
  sampleAlerts,
} from "../../src/domain/alerts.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { openBrowser, openPanel } from "./support.ts";

const TIME = "2026-11-22T08:00:00.000000Z";
const BAD_SAMPLE: GradedSample = {
  time: TIME,
  sampleId: "S-1",
  deviceId: "ESP32_LL_01",
  codeLot: null,
  siteCode: "LL",
  finalScore: 0.25,
  finalGrade: "REJECT",
  isCompliant: false,
  tofScore: 0.3,
  spectralScore: 0.2,
  freshnessIndex: 0.41,
  fatQualityIndex: 0.9,
  oxidationIndex: 0.82,
};

/** One of each kind, as the rules raise them. */
const RAISED: Alert<AlertType>[] = [
  ...sampleAlerts(BAD_SAMPLE),
  ...sampleAlerts({
    ...BAD_SAMPLE,
    ...{ finalScore: 0.55, finalGrade: "C", oxidationIndex: 0, freshnessIndex: 1 },
  }),
  deviceSilentAlert({
    ...{ deviceId: "ESP32_LL_02", siteCode: "LL", time: TIME },
    ...{ silentSeconds: 125, intervalSeconds: 30 },
  }),
  lotMortalityAlert({
    ...{ codeLot: "LL2611001", siteCode: "LL", timeOf: () => TIME },
    ...{ mortalityPercent: 6.2, limitPercent: 5 },
  })!,
];

/** Title and message in both languages; a kind without its texts is a type error. */
const TEXTS: Record<AlertType, { fr: [string, string]; en: [string, string] }> = {
  quality_critical: {
    fr: ["Qualité critique", "Score de qualité : 0,250, sous le seuil critique de 0,40"],
    en: ["Critical quality", "Quality score 0.250, below the critical limit of 0.40"],
  },
  quality_low: {
    fr: ["Qualité faible", "Score de qualité : 0,550, sous le seuil de 0,60"],
    en: ["Low quality", "Quality score 0.550, below the limit of 0.60"],
  },
  grade_reject: {
    fr: ["Produit rejeté", "Rejet, score 0,250"],
    en: ["Product rejected", "Reject, score 0.250"],
  },
  oxidation_high: {
    fr: ["Oxydation élevée", "Indice d’oxydation : 0,820, au-dessus du seuil de 0,70"],
    en: ["High oxidation", "Oxidation index 0.820, above the limit of 0.70"],
  },
  freshness_low: {
    fr: ["Fraîcheur insuffisante", "Indice de fraîcheur : 0,410, sous le seuil de 0,50"],
    en: ["Too little freshness", "Freshness index 0.410, below the limit of 0.50"],
  },
  device_silent: {
    fr: [
      "Appareil silencieux",
      "ESP32_LL_02 ne dit rien depuis 2 min 5 s ; il parle d’ordinaire toutes les 30 s",
    ],
    en: [
      "Silent device",
      "ESP32_LL_02 has been silent for 2m 5s; it usually speaks every 30s",
    ],
  },
  lot_mortality: {
    fr: [
      "Mortalité élevée",
      "Le lot LL2611001 a perdu 6,2 % de ses canards, plus que le seuil de 5,0 %",
    ],
    en: ["High mortality", "Lot LL2611001 has lost 6.2% of its ducks, more than the limit of 5.0%"],
  },
};

function raise(server: TestServer, alerts: readonly Alert[]) {
  return new AlertRepository(server.db.sql, { repeatMinutes: 10 }).raise(alerts);
}

/** What each alert shows, without the narrow spaces that a language's numbers have. */
async function shownTexts(page: Page): Promise<string[]> {
  await page.locator(".alert").first().waitFor();
  const texts = await page.locator(".alert").allInnerTexts();
  return texts.map((text) => text.replace(/[\s\u00a0\u202f]+/g, " "));
}

Deno.test("every kind of alert is said in both languages, one raised by hand in its own words", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await raise(server, RAISED);
  await server.api("/api/sqal/alerts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ alert_type: "quality_low", severity: "info", message: "À voir de près" },
      data_context: { fusion_score: 0.5 },
    }),
  });
  for (const lang of ["fr", "en"] as const) {
    await using reader = await openPanel(browser, `${server.url}/#/sqal`, { lang });
    const shown = await shownTexts(reader.page);
    for (const [type, texts] of Object.entries(TEXTS)) {
      const [title, message] = texts[lang];
      assert.ok(
        shown.some((text) => text.includes(`${title} ${message} `)),
        `${type}, ${lang}: ${JSON.stringify(shown)}`,
      );
    }
    assert.ok(shown.some((text) => text.includes("quality_low À voir de près")));
    assert.equal(shown.length, Object.keys(TEXTS).length + 1);
  }
});

Deno.test("all alerts shown are acknowledged at once; what fails says so and stays", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const many = Array.from({ length: 32 }, (_, n) =>
    deviceSilentAlert({
      ...{ deviceId: `ESP32_LL_${n}`, siteCode: "LL", time: TIME },
      ...{ silentSeconds: 125, intervalSeconds: 30 },
    }));
  await raise(server, many);
  await using reader = await openPanel(browser, `${server.url}/#/sqal`);
  const { page } = reader;
  const all = page.getByRole("button", { name: "Acquitter les 30 affichées" });
  await all.waitFor();
  await page.getByLabel("Votre nom").fill("Camille");
  // One by itself bears the same name as all at once.
  await page.getByRole("button", { name: /^Acquitter : / }).first().click();
  await page.getByText("et 1 autre, plus ancienne").waitFor();

  // The third request fails: two are done, the others still wait.
  let asked = 0;
  await page.route(
    "**/acknowledge",
    (route) =>
      ++asked === 3
        ? route.fulfill({ status: 503, json: { code: "overloaded" } })
        : route.continue(),
  );
  await all.click();
  await page.getByRole("alert").getByText("Le serveur a trop à faire").waitFor();
  await page.getByText("30 affichées").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Acquitter les 29 alertes" }).click();
  await page.getByText("Aucune alerte en attente").waitFor();
  const [row] = await server.db.sql`
    select count(*)::int as done from sqal_alerts where acknowledged_by = 'Camille'`;
  assert.equal(row!.done, 32);
});

Deno.test("who gave no name stands as the same word, whichever language they read", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await raise(server, RAISED.slice(0, 2));
  for (const [lang, name] of [["fr", /^Acquitter : /], ["en", /^Acknowledge: /]] as const) {
    await using reader = await openPanel(browser, `${server.url}/#/sqal`, { lang });
    const { page } = reader;
    const waiting = page.getByRole("button", { name });
    await waiting.first().waitFor();
    const before = await waiting.count();
    await waiting.first().click();
    await waiting.nth(before - 1).waitFor({ state: "detached" });
  }
  const names = await server.db.sql`
    select acknowledged_by from sqal_alerts where is_acknowledged`;
  assert.deepEqual(names.map((row) => row.acknowledged_by), ["panneau", "panneau"]);
});

Deno.test("devices long silent are folded; times of the wall are the farm's, and say so", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await server.db.sql`
    insert into sqal_devices (device_id, site_code, heard_at) values
      ('ESP32_LL_01', 'LL', now()),
      ('ESP32_LL_02', 'LL', now() - interval '3 hours 5 minutes'),
      ('ESP32_LL_03', 'LL', now() - interval '3 hours 5 minutes')`;
  const [row] = await server.db.sql`
    select to_char(heard_at at time zone 'Europe/Paris', 'HH24:MI:SS') as time
    from sqal_devices where device_id = 'ESP32_LL_01'`;

  // A reader whose own clock shows another time.
  await using reader = await openPanel(browser, `${server.url}/#/sqal`, {
    timezoneId: "Asia/Tokyo",
  });
  const { page } = reader;
  const list = page.getByRole("list", { name: "Capteurs" });
  await list.getByText(`entendu à ${row!.time}`).waitFor();
  await page.locator(".sqal-devices").getByText("heure de Paris").waitFor();
  assert.equal(await list.getByRole("listitem").count(), 1);

  await page.getByRole("button", { name: "2 silencieux depuis plus de 15 min" }).click();
  await list.getByText("silencieux depuis 3 h 5 min").first().waitFor();
  assert.equal(await list.getByRole("listitem").count(), 3);
  await page.getByRole("button", { name: "Replier les silencieux" }).click();
  await list.getByText("ESP32_LL_02").waitFor({ state: "detached" });
  // Whoever looks for one finds it, folded or not.
  await page.getByLabel(/Chercher un capteur/).fill("ll_02");
  await list.getByText("ESP32_LL_02").waitFor();

  await page.getByRole("button", { name: "English" }).click();
  await page.locator(".sqal-devices").getByText("Paris time").waitFor();
  assert.deepEqual(reader.errors, []);
});
