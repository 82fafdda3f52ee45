/** Scenarios as people write them: YAML, checked, with each fault at its place. */
import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { show } from "../contract/issues.ts";
import {
  MAX_SCENARIO_CHARS,
  type Scenario,
  type ScenarioFault,
  scenarioSchema,
} from "../contract/control_scenarios.ts";

export type ScenarioReading =
  | { status: "valid"; scenario: Scenario }
  | { status: "invalid"; faults: ScenarioFault[] };

/** Nobody reads more of them. */
const MAX_FAULTS = 50;

/** @param maxLots most lots that one run may place */
export function readScenario(document: string, { maxLots }: { maxLots: number }): ScenarioReading {
  if (document.length > MAX_SCENARIO_CHARS) {
    const message = `expected at most ${MAX_SCENARIO_CHARS} characters, got ${document.length}`;
    return { status: "invalid", faults: [{ line: null, column: null, key: "", message }] };
  }
  const lines = new LineCounter();
  const parsed = parseDocument(document, {
    lineCounter: lines,
    prettyErrors: false,
    // The library compares each key with every other: ten thousand would take it many seconds.
    uniqueKeys: false,
  });
  const errors = parsed.errors.length > 0 ? parsed.errors : repeatedKeys(parsed);
  if (errors.length > 0) {
    const faults = errors.slice(0, MAX_FAULTS).map(({ message, pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { line, column: col, key: "", message };
    });
    return { status: "invalid", faults };
  }
  let value: unknown;
  try {
    // Aliases of aliases make much of little.
    value = parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = (error as Error).message;
    return { status: "invalid", faults: [{ line: null, column: null, key: "", message }] };
  }
  const checked = scenarioSchema(maxLots).safeParse(value);
  if (checked.success) return { status: "valid", scenario: checked.data };
  const faults = checked.error.issues.slice(0, MAX_FAULTS).map((issue): ScenarioFault => {
    // A key too much is shown where it stands; one that lacks, where it should.
    const extra = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const path = [...issue.path, ...extra] as (string | number)[];
    const place = placeOf(path);
    const found = extra.length === 0 ? valueAt(value, path) : undefined;
    const message = extra.length > 0
      ? "is unknown here"
      : found === undefined
      ? "is missing"
      : `${issue.message}, got ${show(found)}`;
    return { ...place, key: path.join("."), message };
  });
  return { status: "invalid", faults };

  function placeOf(path: readonly (string | number)[]) {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? parsed.contents : parsed.getIn(path.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
    return { line: null, column: null };
  }
}

/** Keys that a map has twice, of which only one could count. */
function repeatedKeys(document: Document.Parsed): { message: string; pos: [number, number] }[] {
  const repeated: { message: string; pos: [number, number] }[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || !key.range) continue;
        if (seen.has(key.value)) {
          repeated.push({
            message: `${key.value} is there twice`,
            pos: [key.range[0], key.range[1]],
          });
        }
        seen.add(key.value);
      }
    },
  });
  return repeated;
}

/** `line 4, steps.0.with.nb_lots: …` */
export function describeFaults(faults: readonly ScenarioFault[]): string {
  return faults.map(({ line, key, message }) => {
    const place = [line === null ? "" : `line ${line}`, key].filter(Boolean).join(", ");
    return place ? `${place}: ${message}` : message;
  }).join("\n");
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === "object" && found !== null
        ? (found as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}
