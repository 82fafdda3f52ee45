/** `gavaged lots` against a whole server: its exit codes and what it prints. */
import { deepEqual, equal, match } from "node:assert/strict";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { feed, startTestServer } from "../support/server.ts";
import { run } from "./support.ts";

Deno.test("lots: lists what is fed, and ends what will not be finished", async () => {
  await using server = await startTestServer("embedded");
  await feed(server, aMeal(), ...mealsOfLot(1, { code_lot: "LL2611002" }));
  const lots = (...args: string[]) => run(["lots", ...args, "--url", server.url]);

  const listed = await lots("list");
  match(listed.stdout, /LL2611001.*LL.*Jean Martin.*2026-11-07.*J0.*1/);
  equal(listed.stdout.includes("LL2611002"), false);
  // By the farms' clock, as the panel tells the time.
  const { body: { updated_at } } = await server.api("/api/lots/LL2611001");
  const minuteIn = (timeZone: string) =>
    new Date(String(updated_at)).toLocaleString("sv-SE", {
      ...{ timeZone, dateStyle: "short", timeStyle: "short" },
    });
  match(listed.stdout, /last news \(Europe\/Paris\)/);
  match(listed.stdout, new RegExp(`J0.*${minuteIn("Europe/Paris")}`));
  const afar = await lots("list", "--time-zone", "Asia/Tokyo");
  match(afar.stdout, new RegExp(`\\(Asia/Tokyo\\)[^]*${minuteIn("Asia/Tokyo")}`));

  const reason = ["--reason", "Vente", "--by", "Anne"];
  deepEqual(await lots("close", "LL2611001", ...reason), {
    code: 0,
    stdout: "LL2611001 closed by Anne: Vente\n",
    stderr: "",
  });
  deepEqual(JSON.parse((await lots("list", "--json")).stdout), []);
  const trace = async (...args: string[]) =>
    (await run(["trace", "LL2611001", ...args, "--url", server.url])).stdout;
  const today = new Date().toISOString().slice(0, 10);
  match(await trace(), new RegExp(`J0 2026-11-07, ended early on ${today} by Anne: Vente`));
  const checked = await trace("--check");
  match(checked, /LL2611001.*ended early/);
  match(checked, new RegExp(`^LL2611001 ended early on ${today} by Anne: Vente$`, "m"));
  equal(JSON.parse(await trace("--check", "--json"))[0].cloture.reason, "Vente");

  const finished = await lots("close", "LL2611002", ...reason);
  equal(finished.code, 1);
  match(finished.stderr, /409.*close lot LL2611002: expected it being fed, it is finished/);
  const nobody = await lots("close", ...reason);
  equal(nobody.code, 2);
  match(nobody.stderr, /name lots, or give --run/);
  const groundless = await lots("close", "LL2611001");
  equal(groundless.code, 2);
  match(groundless.stderr, /--reason/);
  const blank = await lots("close", "LL2611001", "--reason", " ");
  equal(blank.code, 2);
  match(blank.stderr, /--reason .*must not be blank/);
  const unknown = await lots("close", "--run", "0123456789ab", ...reason);
  equal(unknown.code, 1);
  match(unknown.stderr, /no run 0123456789ab/);
});
