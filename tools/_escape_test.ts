import assert from "node:assert/strict";
import { escapeBeyondLatin1 } from "./_escape.ts";

Deno.test("escapeBeyondLatin1 changes no value, and leaves what fits alone", () => {
  const source = 'export default ["é ★ 🦆", `–${1}`, /^★$/.test("★")]; // œuf';
  const escaped = escapeBeyondLatin1(source);
  assert.match(escaped, /^[\0-\xff]*$/);
  assert.ok(escaped.includes("é"));
  const valueOf = (text: string) => new Function(text.replace("export default", "return"))();
  assert.deepEqual(valueOf(escaped), valueOf(source));
});
