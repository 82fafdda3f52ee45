/** What the server says in English, the panel says in both languages: nothing is left out. */
import assert from "node:assert/strict";
import type { z } from "zod";
import { createRunBody, PatchRun } from "../../src/contract/control_runs.ts";
import { CurveActBody, ProposeCurveBody } from "../../src/contract/curves.ts";
import { fieldIssues } from "../../src/contract/issues.ts";
import { CloseLotBody } from "../../src/contract/lots.ts";
import { RecallOrder } from "../../src/contract/recall.ts";
import { Acknowledgement } from "../../src/contract/sqal_alert.ts";
import { curveFaults } from "../../src/domain/feeding_curve.ts";
import { fieldSentence } from "../../src/panel/client/server_words/fields.ts";
import { LOG_SENTENCES, logLine } from "../../src/panel/client/server_words/log_lines.ts";
import { EN, FR } from "../../src/panel/client/server_words/problems.ts";
import { RUN_SENTENCES, runSentence } from "../../src/panel/client/server_words/runs.ts";

const ROOT = new URL("../../", import.meta.url);

async function sourcesOf(...folders: string[]): Promise<string> {
  const texts: string[] = [];
  const read = async (folder: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await read(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
        texts.push(await Deno.readTextFile(new URL(name, folder)));
      }
    }
  };
  for (const folder of folders) await read(new URL(folder, ROOT));
  return texts.join("\n");
}

/** What the panel's own forms can get wrong. */
const RUN = createRunBody(100);
const WRONG: [z.ZodType, unknown][] = [
  [RUN, { kind: "gavage", config: { nb_lots: 101, acceleration: 0, duration: -1, start: "x" } }],
  [RUN, { kind: "gavage", config: { nb_lots: "x" }, name: "", seed: 0.5 }],
  [RUN, { kind: "sqal", config: { device_id: "é", interval: 301, config_profile: "z", lot: "" } }],
  [RUN, { kind: "sqal", config: { location: "a".repeat(201) } }],
  [RUN, { kind: "consumer", config: { min_rating: 5, max_rating: 1 } }],
  [RUN, { kind: "scenario", config: { scenario: "É" } }],
  [PatchRun, {}],
  [ProposeCurveBody, { genetique: "x", site: "ABC", curve: { duree_jours: 1.5 }, extra: 1 }],
  [CurveActBody, { by: "" }],
  [RecallOrder, { reason: "x", by: "\0", since: "x", gaveur_id: "x" }],
  [RecallOrder, { reason: "x", by: "\uD800" }],
  [CloseLotBody, { reason: "  ", by: "" }],
  [Acknowledgement, { acknowledged_by: 5 }],
];
const CURVE = { premiere_g: 9, derniere_g: 8 };
const UNSAFE = { duree_jours: 40, matin: CURVE, soir: { ...CURVE, derniere_g: 999 }, forme: 9 };

Deno.test("what schemas find wrong with a field is said in both languages", () => {
  const messages = [
    ...WRONG.flatMap(([schema, value]) => {
      const { error } = schema.safeParse(value);
      assert.ok(error, `${JSON.stringify(value)} is right`);
      return fieldIssues(error, value);
    }),
    ...curveFaults(UNSAFE),
  ].map(({ message }) => message);
  for (const message of messages) {
    for (const lang of ["fr", "en"] as const) {
      const said = fieldSentence(message, lang);
      assert.ok(said, `${lang}: ${message}`);
      assert.doesNotMatch(said, /Too |Invalid|\{/, message);
    }
    assert.doesNotMatch(fieldSentence(message, "fr")!, /expected|must|received/, message);
  }
});

for (
  const [message, fr, en] of [
    [
      "Too big: expected number to be <=100, got 101",
      "100 au plus, et non 101",
      "at most 100, not 101",
    ],
    ["is missing", "à remplir", "must be filled in"],
    ["expected 11 to 14 days, got 40", "de 11 à 14 jours, et non 40", "from 11 to 14 days, not 40"],
    ["the moon is full, got it", undefined, undefined],
  ] as const
) {
  Deno.test(`fieldSentence: ${message}`, () => {
    assert.equal(fieldSentence(message, "fr"), fr);
    assert.equal(fieldSentence(message, "en"), en);
  });
}

for (
  const [error, fr] of [
    ["run 0123456789ab: the server is stopping", "le serveur s’arrête"],
    ["cannot pause a run that is stopped", "elle est à l’arrêt"],
    [
      "its thread crashed: run 0123456789ab was ended by force",
      "son fil d’exécution s’est arrêté : l’exécution 0123456789ab a été arrêtée de force",
    ],
    ["the server sent us away: the moon is full", "le serveur l’a renvoyée : the moon is full"],
    ["no more maize", undefined],
  ] as const
) {
  Deno.test(`runSentence: ${error}`, () => {
    assert.equal(runSentence(error, "fr"), fr);
  });
}

for (
  const [message, fr, en] of [
    [
      "LL2611001 J3 matin: 205.3 g, ducks of 4550.2 g",
      "LL2611001 J3 matin : 205,3 g, canards de 4550,2 g",
      "LL2611001 D3 morning: 205.3 g, ducks of 4550.2 g",
    ],
    [
      "24 of 26 meals acknowledged, lots finished 0 of 1: refused",
      "repas confirmés : 24 sur 26, lots terminés : 0 sur 1 ; il y a eu des refus",
      "meals acknowledged: 24 of 26, lots finished: 0 of 1; some were refused",
    ],
    [
      "lot LL2611001 was ended early by Anne: vente",
      "lot LL2611001 clos avant terme par Anne : vente",
      undefined,
    ],
    ["device ESP32_LL_01: i2c_scan", "ESP32_LL_01 cherche ses capteurs", undefined],
    [
      "failed: find the lot at http://127.0.0.1:8000/api/lots/NO: 404 no lot NO",
      "échec : son lot n’a pas pu être lu : le lot NO n’existe pas",
      "failed: its lot could not be read: there is no lot NO",
    ],
    ["consumer: already_running", "consommateurs : déjà en marche", "consumers: runs already"],
    ["the moon is full", "the moon is full", "the moon is full"],
  ] as const
) {
  Deno.test(`logLine: ${message}`, () => {
    assert.equal(logLine(message, "fr"), fr);
    if (en) assert.equal(logLine(message, "en"), en);
  });
}

Deno.test("each line that a run says in its log is known", async () => {
  const sources = await sourcesOf("src/control/", "simulators/");
  const lines = [...sources.matchAll(/\bsay\(\s*"\w+",\s*(`[^`]*`|"[^"]*")/g)]
    .map(([, line]) => line!.slice(1, -1).replace(/\$\{[^}]*\}/g, "it"));
  assert.ok(lines.length > 30, `${lines.length} lines found`);
  for (const line of lines) {
    assert.notEqual(logLine(line, "fr"), line);
    assert.doesNotMatch(
      logLine(line, "fr"),
      /(?<!\p{L})(of|the|to|for|is|was|by|no|not|in)(?!\p{L})/u,
      line,
    );
  }
});

Deno.test("each known sentence about a run is one that the program says", async () => {
  const sources = (await sourcesOf("src/control/", "src/http/", "simulators/"))
    .replace(/\$\{[^}]*\}/g, "{}");
  for (const { server } of [...RUN_SENTENCES, ...LOG_SENTENCES]) {
    assert.ok(sources.includes(server.replace(/\{\w+\}/g, "{}")), `nobody says: ${server}`);
  }
});

Deno.test("each code of a problem that the server answers with has its words", async () => {
  const sources = await sourcesOf("src/http/");
  const codes = [...sources.matchAll(/\bcode: "([a-z_]+)"/g)].map(([, code]) => code!);
  assert.ok(codes.length > 20);
  for (const code of codes) assert.ok(code in FR && code in EN, code);
});
