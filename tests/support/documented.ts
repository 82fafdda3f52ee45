/** Answers and frames against the schemas of a document, closed: a field that it hides is a fault. */
import { Ajv2020 } from "ajv/dist/2020.js";

type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What of a value is not as the schema at a place of the document (a JSON pointer) says. */
export function documentedFaults(document: object): (pointer: string, value: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(closed(document), "document");
  return (pointer, value) => {
    const validate = ajv.getSchema(`document#${pointer}`);
    if (!validate) return [`no schema at ${pointer}`];
    if (validate(value)) return [];
    return validate.errors!.map(({ instancePath, message, params }) =>
      `${instancePath || "/"} ${message} ${JSON.stringify(params)}`
    );
  };
}

/** Parts of a JSON pointer. */
export function pointer(...parts: readonly (string | number)[]): string {
  const escaped = parts.map((part) =>
    encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"))
  );
  return escaped.map((part) => `/${part}`).join("");
}

/** A copy in which objects have no properties but those named. */
function closed(document: object): object {
  const merged = new Set<string>();
  const copy = structuredClone(document);
  walk(copy, ({ allOf }) => {
    if (!Array.isArray(allOf)) return;
    for (const part of allOf) if (isObject(part)) merged.add(String(part.$ref ?? ""));
  });
  const schemas = (copy as { components?: { schemas?: Json } }).components?.schemas ?? {};
  const parts = new Set<unknown>();
  for (const [name, schema] of Object.entries(schemas)) {
    if (merged.has(`#/components/schemas/${name}`)) parts.add(schema);
  }
  walk(copy, ({ allOf }) => Array.isArray(allOf) && allOf.forEach((part) => parts.add(part)));
  walk(copy, (schema) => {
    if (parts.has(schema) || "additionalProperties" in schema) return;
    if (Array.isArray(schema.allOf)) schema.unevaluatedProperties = false;
    else if (schema.type === "object" && isObject(schema.properties)) {
      schema.additionalProperties = false;
    }
  });
  return copy;
}

function walk(value: unknown, act: (object: Json) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, act));
  if (!isObject(value)) return;
  act(value);
  Object.values(value).forEach((item) => walk(item, act));
}
