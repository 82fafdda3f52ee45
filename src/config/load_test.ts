import assert from "node:assert/strict";
import { AppError } from "../lib/errors.ts";
import { type ConfigSources, loadConfig } from "./load.ts";
import { redacted } from "./mod.ts";

const files: Record<string, string> = {
  "c.yaml": "port: 9000\nlog_level: warn\n",
  "typo.yaml": "log_levle: warn\n",
  "list.yaml": "- a\n",
  "broken.yaml": "port: [1\ndatabase_url: postgres://u:hidden@db/g\n",
  "null.yaml": "port: null\n",
  "true.yaml": "ingest_linger_ms: true\n",
  "secret": "postgres://u:hidden@db/g\n",
};

function load(change: Partial<ConfigSources> = {}) {
  return loadConfig({
    env: {},
    flags: {},
    readFile(path) {
      if (files[path] === undefined) throw new Error("no such file");
      return files[path];
    },
    ...change,
  });
}

function problem(change: Partial<ConfigSources>): string {
  try {
    load(change);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === "config_invalid");
    return error.message;
  }
  throw new Error("expected loadConfig to refuse");
}

Deno.test("loadConfig: flags over environment over file over defaults", () => {
  assert.equal(load().port, 8000);
  const file = "c.yaml";
  assert.equal(load({ file }).port, 9000);
  assert.equal(load({ file, env: { GAVAGED_PORT: "9001" } }).port, 9001);
  const all = load({ file, env: { GAVAGED_PORT: "9001" }, flags: { port: "9002" } });
  assert.equal(all.port, 9002);
  assert.equal(all.log_level, "warn");
});

Deno.test("loadConfig takes DATABASE_URL, and its own variable before it", () => {
  const env = { DATABASE_URL: "postgres://a/b" };
  assert.equal(load({ env }).database_url, "postgres://a/b");
  const both = { ...env, GAVAGED_DATABASE_URL: "postgres://c/d" };
  assert.equal(load({ env: both }).database_url, "postgres://c/d");
});

Deno.test("loadConfig reads a secret from the file that *_FILE names", () => {
  const config = load({ env: { GAVAGED_DATABASE_URL_FILE: "secret" } });
  assert.equal(config.database_url, "postgres://u:hidden@db/g");
  assert.equal(redacted(config).database_url, "postgres://u:***@db/g");
});

const refused: [string, Partial<ConfigSources>, RegExp][] = [
  [
    "an unknown setting",
    { file: "typo.yaml" },
    /typo\.yaml: unknown setting log_levle; did you mean log_level\?/,
  ],
  [
    "an unknown variable",
    { env: { GAVAGED_PROT: "1" } },
    /GAVAGED_PROT; did you mean GAVAGED_PORT\?/,
  ],
  [
    "a file that is none",
    { file: "list.yaml" },
    /list\.yaml: expected settings by name, got \["a"\]/,
  ],
  [
    "a file that is no YAML, without showing what stands in it",
    { file: "broken.yaml" },
    /^cannot read broken\.yaml: (?!.*hidden).* at line 2, column 1$/,
  ],
  ["a file that is missing", { file: "gone.yaml" }, /cannot read gone\.yaml: no such file/],
  ["a bad flag", { flags: { port: "70000" } }, /^--port: .*got "70000"$/],
  ["a bad level", { env: { GAVAGED_LOG_LEVEL: "loud" } }, /^GAVAGED_LOG_LEVEL: .*got "loud"$/],
  ["no port in a file", { file: "null.yaml" }, /^null\.yaml: .*got null$/],
  ["a switch for a number", { file: "true.yaml" }, /^true\.yaml: .*got true$/],
  ["an empty flag", { flags: { port: "" } }, /^--port: .*got ""$/],
  ["a number in hexadecimal", { env: { GAVAGED_PORT: "0x10" } }, /^GAVAGED_PORT: .*got "0x10"$/],
  [
    "an origin with a path",
    { flags: { allowed_origins: "https://a.example,https://b.example/x" } },
    /^--allowed-origins: expected origins/,
  ],
  [
    "a label without a name",
    { flags: { certifications_ls: "Label Rouge," } },
    /^--certifications-ls: .*got "Label Rouge,"$/,
  ],
  [
    "a site that has no certifications",
    { env: { GAVAGED_CERTIFICATIONS_LM: "x" } },
    /GAVAGED_CERTIFICATIONS_LM; did you mean GAVAGED_CERTIFICATIONS_L[LS]\?/,
  ],
  ["a bad zone", { flags: { time_zone: "Mars" } }, /^--time-zone: .*got "Mars"$/],
];
for (const [what, change, expected] of refused) {
  Deno.test(`loadConfig refuses ${what}`, () => assert.match(problem(change), expected));
}

Deno.test("loadConfig: each site has certifications of its own", () => {
  const { certifications_ll, certifications_ls, certifications_mt } = load();
  assert.deepEqual([certifications_ll, certifications_ls], [[], []]);
  assert.deepEqual(certifications_mt, ["IGP Canard à foie gras du Sud-Ouest"]);
  const flags = { certifications_ll: "Label Rouge, Agriculture biologique", certifications_mt: "" };
  const own = load({ flags });
  assert.deepEqual(own.certifications_ll, ["Label Rouge", "Agriculture biologique"]);
  assert.deepEqual(own.certifications_mt, []);
});

const HASH = `sha256:${"a".repeat(64)}`;
files["tokens.yaml"] = `auth: token
tokens:
  - { name: panel, hash: "${HASH}", roles: [admin], expires: 2027-01-31 }
`;

Deno.test("loadConfig reads tokens from a file, or as JSON, and shows no hash", () => {
  const config = load({ file: "tokens.yaml" });
  const panel = { name: "panel", hash: HASH, roles: ["admin"], expires: "2027-01-31" };
  assert.deepEqual(config.tokens, [panel]);
  assert.deepEqual(redacted(config).tokens, [{ ...panel, hash: "***" }]);
  const tokens = JSON.stringify([panel]);
  assert.deepEqual(load({ env: { GAVAGED_TOKENS: tokens } }).tokens, [panel]);
});

Deno.test("loadConfig leaves the variables of clients to them", () => {
  assert.deepEqual(load({ env: { GAVAGED_TOKEN: "x", GAVAGED_TOKEN_FILE: "/y" } }), load());
});

const badTokens: [string, object[], RegExp][] = [
  ["a hash that is none", [{ name: "a", hash: "gvg_x", roles: ["admin"] }], /^t\.yaml\.0\.hash: /],
  ["a role that is none", [{ name: "a", hash: HASH, roles: ["root"] }], /^t\.yaml\.0\.roles\.0: /],
  ["a gaveur without number", [{ name: "a", hash: HASH, roles: ["gaveur"] }], /gaveur_id: a token/],
  [
    "one name twice",
    [{ name: "a", hash: HASH, roles: ["admin"] }, { name: "a", hash: HASH, roles: ["viewer"] }],
    /two tokens bear one name/,
  ],
];
for (const [what, tokens, expected] of badTokens) {
  Deno.test(`loadConfig refuses ${what} without showing it`, () => {
    files["t.yaml"] = JSON.stringify({ tokens });
    const message = problem({ file: "t.yaml" });
    assert.match(message, expected);
    assert.match(message, /got \*\*\*$/);
  });
}

Deno.test("loadConfig takes an empty variable for one that is not set", () => {
  const env = { GAVAGED_PORT: "", DATABASE_URL: "", GAVAGED_DATABASE_URL_FILE: "" };
  assert.deepEqual(load({ env }), load());
});

Deno.test("loadConfig reads numbers and origins from text", () => {
  const env = {
    GAVAGED_POLLING_INTERVAL: "0.5",
    GAVAGED_ALLOWED_ORIGINS: "https://a.example, http://b.example:5173",
  };
  const config = load({ env });
  assert.equal(config.polling_interval, 0.5);
  assert.deepEqual(config.allowed_origins, ["https://a.example", "http://b.example:5173"]);
});

const unreadable = [
  "mysql://u:hidden@db/g",
  "postgres://u:hidden@127.0.0.1:99999/db",
  "postgres://u:hid/den@db/g",
];
for (const url of unreadable) {
  Deno.test(`loadConfig refuses ${url} without showing it`, () => {
    const message = problem({ env: { DATABASE_URL: url } });
    assert.match(message, /^DATABASE_URL: expected postgres:/);
    assert.doesNotMatch(message, /hid/);
  });
}
