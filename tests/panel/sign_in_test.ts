/** A server that asks who comes: the way in, what a role may do, and the way out. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { access, bearer, tokenOf } from "../support/access.ts";
import { aMeal } from "../support/meals.ts";
import { AUDIENCE, startOpenIdProvider } from "../support/openid_provider.ts";
import { startTestServer } from "../support/server.ts";
import { assertAccessible, isLive, keepScreenshot, openBrowser, visitPanel } from "./support.ts";

async function signIn(page: Page, token: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Connexion" });
  await dialog.getByLabel("Jeton d’accès").fill(token);
  await dialog.getByRole("button", { name: "Se connecter" }).click();
}

/** The browser logs each refusal. */
function unexpected(errors: readonly string[]): string[] {
  return errors.filter((error) => !/40[13]/.test(error));
}

Deno.test("a token lets in, for this tab alone, and the page goes on where it was", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", access());
  await using reader = await visitPanel(browser, `${server.url}/#/gavage?state=every`);
  const { page, errors } = reader;
  const dialog = page.getByRole("dialog", { name: "Connexion" });
  await dialog.waitFor();
  await keepScreenshot(page, "sign-in");
  await assertAccessible(page, "sign-in");
  await page.keyboard.press("Escape");
  assert.ok(await dialog.isVisible(), "there is nothing to see behind it");
  await signIn(page, "un… jeton");
  await dialog.getByText(/Ce n’est pas un jeton/).waitFor();
  await signIn(page, "not-a-token");
  await dialog.getByText(/n’est pas accepté/).waitFor();
  await dialog.getByRole("button", { name: "English" }).click();
  const english = page.getByRole("dialog", { name: "Sign in" });
  await english.getByRole("button", { name: "Français" }).click();
  await signIn(page, tokenOf("operator"));
  await dialog.waitFor({ state: "detached" });
  await isLive(page);
  await page.getByText("the operator").waitFor();
  assert.match(page.url(), /#\/gavage\?state=every$/);

  await using device = await server.socket("/ws/gavage", { headers: bearer("device") });
  await device.next("connection_established");
  device.send(aMeal());
  await page.getByText("LL2611001").waitFor();

  await page.reload();
  await isLive(page);
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.getByRole("dialog", { name: "Connexion" }).waitFor();
  await other.close();

  await page.getByRole("button", { name: "Se déconnecter (the operator)" }).click();
  await dialog.waitFor();
  assert.equal(await page.getByText("LL2611001").count(), 0, "nothing stays to be read");
  assert.deepEqual(unexpected(errors), []);
});

Deno.test("a credential that is no longer good is asked for again over the page, which stays", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", access());
  await using reader = await visitPanel(browser, `${server.url}/#/courbes`);
  const { page } = reader;
  await signIn(page, tokenOf("operator"));
  await isLive(page);
  await page.getByRole("button", { name: "Saisir une courbe" }).click();
  await page.getByRole("group", { name: "Soir" }).getByLabel("Dernière dose (g)").fill("440");

  let isExpired = true;
  await page.route(
    "**/api/curves",
    (route) =>
      isExpired && route.request().method() === "POST"
        ? route.fulfill({ status: 401, json: { detail: "the token has expired" } })
        : route.continue(),
  );
  await page.getByRole("button", { name: "Proposer cette courbe" }).click();
  await page.getByRole("dialog", { name: "Connexion" }).waitFor();
  isExpired = false;
  await signIn(page, tokenOf("admin"));
  // What was asked for before is done after, in the name of who came.
  await page.locator("[data-status=proposed]").getByText(/the admin/).waitFor();
  assert.deepEqual(unexpected(reader.errors), []);
});

Deno.test("a viewer sees everything and is told why there is nothing to press", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", access());
  await using reader = await visitPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  await signIn(page, tokenOf("viewer"));
  await isLive(page);
  await page.getByText(/demandent le rôle opérateur/).waitFor();
  const form = page.getByRole("form", { name: "Démonstration complète" });
  assert.ok(await form.getByRole("button", { name: "Démarrer" }).isDisabled());
  await keepScreenshot(page, "orchestration-viewer");
  await assertAccessible(page, "orchestration as a viewer");
  await page.goto(`${server.url}/#/courbes`);
  await page.getByText(/demandent le rôle opérateur/).waitFor();
  assert.equal(await page.getByRole("button", { name: "Saisir une courbe" }).count(), 0);
  assert.deepEqual(unexpected(reader.errors), []);
});

Deno.test("a gaveur is live, sees no simulators and is shown the way to their lots", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", access());
  await using reader = await visitPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  await signIn(page, tokenOf("gaveur"));
  await isLive(page);
  await page.getByRole("link", { name: "Voir les lots" }).click();
  await page.getByRole("heading", { name: "Gavage", level: 1 }).waitFor();
  assert.deepEqual(unexpected(reader.errors), []);
});

/** A server whose panel signs in at this provider. */
const trusting = (oidc_issuer: string) =>
  startTestServer("embedded", {
    auth: "oidc",
    oidc_issuer,
    oidc_audience: [AUDIENCE],
    oidc_client_id: "panel",
    oidc_scope: "openid api",
  });

Deno.test("an OpenID provider lets in, and the page is where it was", async () => {
  await using browser = await openBrowser();
  await using provider = await startOpenIdProvider();
  await using server = await trusting(provider.issuer);
  await using reader = await visitPanel(browser, `${server.url}/#/courbes?genetique=Barbarie`);
  const { page } = reader;
  const dialog = page.getByRole("dialog", { name: "Connexion" });
  await dialog.waitFor();
  await assertAccessible(page, "sign-in with a provider");
  await dialog.getByRole("button", { name: "Se connecter" }).click();

  await page.locator("[name=login]").fill("camille");
  await page.locator("[name=password]").fill("x");
  await page.locator("[type=submit]").click();
  await page.locator("[type=submit]").click();
  await isLive(page);
  await page.getByText("camille").waitFor();
  await page.getByRole("button", { name: "Barbarie", pressed: true }).waitFor();
  assert.doesNotMatch(page.url(), /code=|state=/, "the code stands in no history");
  // The provider's own pages ask other hosts for what is not there.
  const ours = unexpected(reader.errors).filter((error) =>
    !/ERR_NAME_NOT_RESOLVED|404/.test(error)
  );
  assert.deepEqual(ours, []);
});

Deno.test("an answer of a provider that nobody waits for lets nobody in", async () => {
  await using browser = await openBrowser();
  await using provider = await startOpenIdProvider();
  await using server = await trusting(provider.issuer);
  await using reader = await visitPanel(browser, server.url);
  const { page } = reader;
  await page.getByRole("dialog", { name: "Connexion" }).waitFor();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/token")) asked.push(request.url());
  });
  await page.route(`${provider.issuer}/auth**`, (route) => {
    const url = new URL(route.request().url());
    assert.equal(url.searchParams.get("code_challenge_method"), "S256");
    const back = `${server.url}/?code=stolen&state=another&iss=${provider.issuer}`;
    return route.fulfill({ status: 302, headers: { location: back } });
  });
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.getByRole("alert").getByText(/state/).waitFor();
  assert.deepEqual(asked, [], "no code of another login is exchanged");
});

Deno.test("why a provider lets nobody in is said in the reader's language", async () => {
  await using browser = await openBrowser();
  await using provider = await startOpenIdProvider();
  await using server = await trusting(provider.issuer);
  await using reader = await visitPanel(browser, server.url);
  const { page } = reader;
  const { host } = new URL(provider.issuer);
  let answer = "error=access_denied";
  await page.route(`${provider.issuer}/auth**`, (route) => {
    const state = new URL(route.request().url()).searchParams.get("state");
    const location = `${server.url}/?${answer}&state=${state}&iss=${provider.issuer}`;
    return route.fulfill({ status: 302, headers: { location } });
  });
  await page.route(`${provider.issuer}/token`, (route) => route.abort("connectionrefused"));

  await page.getByRole("button", { name: "Se connecter" }).click();
  const alert = page.getByRole("dialog").getByRole("alert");
  await alert.getByText(`La connexion a échoué. ${host} ne vous laisse pas entrer : access_denied`)
    .waitFor();
  answer = "code=good";
  await page.getByRole("button", { name: "Se connecter" }).click();
  await alert.getByText(`La connexion a échoué. ${host} ne répond pas pour le moment.`).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "English" }).click();
  await alert.getByText(`Signing in failed. ${host} does not answer at the moment.`).waitFor();
});
