/** GS1's JSON Schema of EPCIS 2.0, as a check. */
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import schema from "../fixtures/epcis2/EPCISDocument.schema.json" with { type: "json" };

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** Where and why a document is no valid EPCIS 2.0 document; empty when it is one. */
export function epcisFaults(document: unknown): string[] {
  if (validate(JSON.parse(JSON.stringify(document)))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
