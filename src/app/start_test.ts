import { equal, rejects } from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../config/mod.ts";
import { systemClock } from "../lib/clock.ts";
import type { AppError } from "../lib/errors.ts";
import { silentLogger as log } from "../lib/log.ts";
import { startGavaged } from "./start.ts";

Deno.test("startGavaged: a taken port is told of before there is any data", async () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const folder = await Deno.makeTempDir();
  const dataDir = join(folder, "data");
  const { port } = other.addr;
  const config = loadConfig({ env: {}, flags: { port, data_dir: dataDir }, readFile: () => "" });
  await rejects(
    startGavaged(config, { log, clock: systemClock }),
    ({ code, message }: AppError) =>
      code === "address_in_use" && message.includes(`127.0.0.1:${port}`),
  );
  equal(existsSync(dataDir), false);
  await Deno.remove(folder, { recursive: true });
});
