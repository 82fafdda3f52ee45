import { deepEqual, equal, match } from "node:assert/strict";
import { BUILTIN_SCENARIOS } from "./builtin_scenarios.ts";
import { describeFaults, readScenario } from "./read_scenario.ts";

const limits = { maxLots: 1_000 };

Deno.test("readScenario: every built-in scenario is valid, and the folder holds no other", () => {
  const names = BUILTIN_SCENARIOS.map((document) => {
    const reading = readScenario(document, limits);
    equal(reading.status, "valid", JSON.stringify(reading));
    return reading.status === "valid" ? reading.scenario.name : "";
  });
  const folder = new URL("../../scenarios/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name.replace(/\.yaml$/, ""));
  deepEqual([...names].sort(), files.sort());
});

Deno.test("readScenario: fills in what is left out", () => {
  const reading = readScenario("{ name: x, steps: [{ start: gavage }] }", limits);
  deepEqual(reading, {
    status: "valid",
    scenario: {
      name: "x",
      steps: [{ start: "gavage", with: { nb_lots: 3, acceleration: 1_440, duration: 0 } }],
    },
  });
});

Deno.test("readScenario: names line, key and value of each fault", () => {
  const document = `name: Bad
steps:
  - start: gavage
    with: { nb_lots: 0, accelaration: 5 }
  - start: sqal
    after: 2 days
    with: { location: x }
  - start: foo
`;
  const reading = readScenario(document, limits);
  deepEqual(reading.status === "invalid" ? describeFaults(reading.faults).split("\n") : [], [
    "line 1, name: expected a small letter, then up to 49 small letters, digits, - or _, got " +
    '"Bad"',
    "line 4, steps.0.with.nb_lots: Too small: expected number to be >=1, got 0",
    "line 4, steps.0.with.accelaration: is unknown here",
    'line 6, steps.1.after: expected a time like 500ms, 2s, 1m or 1.5h, up to a day, got "2 days"',
    "line 7, steps.1.with.device_id: is missing",
    'line 8, steps.2.start: expected start: gavage, sqal, consumer, got "foo"',
  ]);
});

for (
  const [what, document, message] of [
    ["no YAML", "steps: [", /^line \d+: Flow sequence/],
    ["nothing", "", /^Invalid input: expected object/],
    ["too long a text", `# ${"x".repeat(100_001)}`, /at most 100000 characters/],
    [
      "aliases of aliases",
      `a: &a [1,1,1,1,1,1,1,1]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b]
d: [*c,*c,*c,*c,*c,*c,*c,*c]`,
      /alias/,
    ],
  ] as const
) {
  Deno.test(`readScenario: refuses ${what}`, () => {
    const reading = readScenario(document, limits);
    match(reading.status === "invalid" ? describeFaults(reading.faults) : "valid", message);
  });
}

Deno.test("readScenario: a key that is there twice is a fault, and many keys cost little time", () => {
  const faultsOf = (document: string) => {
    const reading = readScenario(document, limits);
    return reading.status === "invalid" ? reading.faults : [];
  };
  deepEqual(faultsOf("name: a\nsteps: []\nname: b\n"), [
    { line: 3, column: 1, key: "", message: "name is there twice" },
  ]);
  const tookMs = (document: string) => {
    const startedMs = performance.now();
    equal(faultsOf(document).length > 0, true);
    return performance.now() - startedMs;
  };
  const lines = (line: (i: number) => string) => Array.from({ length: 9_000 }, (_, i) => line(i));
  const [ofList, ofKeys] = [
    tookMs(lines((i) => `- k${i}`).join("\n")),
    tookMs(lines((i) => `k${i}: 1`).join("\n")),
  ];
  // Each key compared with every other took 13 s, in which the server served nobody.
  equal(ofKeys < 8 * ofList, true, `keys ${ofKeys} ms, list ${ofList} ms`);
  const tooMany = `name: a\nsteps: ["${Array(9_000).fill("x").join('", "')}"]`;
  equal(faultsOf(tooMany).length <= 50, true);
});
