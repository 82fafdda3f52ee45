import assert from "node:assert/strict";
import { GavageParams, PROFILES } from "./params.ts";

Deno.test("params: each profile is one its schema accepts", () => {
  for (const profile of Object.values(PROFILES)) GavageParams.parse(profile);
});

Deno.test("params: the schema names what is wrong", () => {
  const { days: _, ...rest } = PROFILES.classic;
  const result = GavageParams.safeParse({ ...rest, days: { min: 14, max: 11 } });
  assert.match(JSON.stringify(result.error?.issues), /days.*min must not be above max/);
});
