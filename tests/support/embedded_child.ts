/** A program that starts the embedded database and waits to be killed. */
import { startEmbedded } from "../../src/db/embedded/mod.ts";
import { silentLogger } from "../../src/lib/log.ts";

const [dataDir, cacheDir] = Deno.args;
const server = await startEmbedded({ dataDir: dataDir!, cacheDir, log: silentLogger });
const ready = { postmaster: server.pid(), connection: server.connection };
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(ready)));
await new Promise(() => setInterval(() => {}, 60_000));
