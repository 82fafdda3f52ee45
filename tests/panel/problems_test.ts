/** What the server refuses is said in the reader's language, and in its own words where need be. */
import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { startTestServer } from "../support/server.ts";
import { openBrowser, openPanel } from "./support.ts";

interface Refusal {
  name: string;
  answer(route: Route): Promise<void>;
  fr: string;
  en: string;
}

function refusal(status: number, json: object): Refusal["answer"] {
  return (route) => route.fulfill({ status, json });
}

const REFUSALS: Refusal[] = [
  {
    name: "a known code",
    answer: refusal(503, { code: "database_unreachable", detail: "the database is away" }),
    fr: "Le serveur ne peut pas joindre sa base de données pour le moment.",
    en: "The server cannot reach its database at the moment.",
  },
  {
    name: "a code whose detail names what is wrong",
    answer: refusal(422, { code: "invalid", detail: "genetique: expected a breed, got Oie" }),
    fr: "Le serveur refuse ces valeurs : genetique: expected a breed, got Oie",
    en: "The server refuses these values: genetique: expected a breed, got Oie",
  },
  {
    name: "the older shape of an invalid request",
    answer: refusal(422, { detail: [{ loc: ["query", "site"], msg: "too long", type: "x" }] }),
    fr: "Le serveur refuse ces valeurs : site : too long",
    en: "The server refuses these values: site: too long",
  },
  {
    name: "what is wrong with each field",
    answer: refusal(422, {
      ...{ code: "invalid", detail: "by: is missing; days: Too big: …" },
      errors: [
        { field: "by", message: "is missing" },
        { field: "days", message: "Too big: expected number to be <=31, got 99" },
      ],
    }),
    fr: "Le serveur refuse ces valeurs : by : à remplir · days : 31 au plus, et non 99",
    en: "The server refuses these values: by: must be filled in · days: at most 31, not 99",
  },
  {
    name: "a code of a later server",
    answer: refusal(409, { code: "no_such_code_yet", detail: "the moon is full" }),
    fr: "the moon is full",
    en: "the moon is full",
  },
  {
    name: "no answer",
    answer: (route) => route.abort("connectionrefused"),
    fr: "Le serveur ne répond pas.",
    en: "The server does not answer.",
  },
];

const ASKED = "**/api/curves?*";

async function isSaid(page: Page, text: string): Promise<void> {
  await page.getByRole("alert").getByText(text, { exact: true }).waitFor();
}

Deno.test("a refusal is said in the reader's language", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  for (const { name, answer, fr, en } of REFUSALS) {
    await t.step(name, async () => {
      await using reader = await openPanel(browser, `${server.url}/#/courbes`, {
        async prepare(page) {
          await page.route(ASKED, answer);
        },
      });
      const { page } = reader;
      await isSaid(page, fr);
      await page.getByRole("button", { name: "English" }).click();
      await isSaid(page, en);
      await page.unroute(ASKED);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("No active curve").waitFor();
      // A browser logs each refusal itself.
      assert.deepEqual(reader.errors.filter((error) => !/status of|net::ERR/.test(error)), []);
    });
  }
});
