/**
 * Pictures of the panel for the README: `deno task screenshots`.
 *
 * A server of its own in a temporary folder runs the whole chain, then feeds some more lots, so that
 * what is pictured is what the program does.
 */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";
const MOST_BYTES = 300 * 1024;
const SEED = 7;
const PATIENCE_MS = 180_000;
/** Half way: there is a course to see, and one to come; then a day takes long enough for all. */
const PICTURED_DAY = 6;
const ACCELERATION = 10_000;

interface Shot {
  name: string;
  /** What follows the `#` of the panel's address. */
  hash(farm: Farm): string;
}

/** Ids of what stands in the pictures. */
interface Farm {
  url: string;
  fedLot: string;
  doneLot: string;
}

const SHOTS: readonly Shot[] = [
  { name: "gavage", hash: () => "/gavage" },
  { name: "lot", hash: ({ fedLot }) => `/gavage/${fedLot}` },
  { name: "sqal", hash: () => "/sqal" },
  { name: "trace", hash: ({ doneLot }) => `/trace/${doneLot}` },
  { name: "orchestration", hash: () => "/orchestration" },
];

await using demo = await playDemo(await Deno.makeTempDir({ prefix: "gavaged-screenshots-" }));
const farm = await feedMore(demo.url);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
try {
  for (const shot of SHOTS) await take(browser, { shot, farm });
} finally {
  await browser.close();
}

/** The demo, once its chain is complete; it serves on until it is disposed. */
async function playDemo(folder: string): Promise<{ url: string } & AsyncDisposable> {
  await Deno.chmod(folder, 0o755);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "main.ts", "demo", "--json", "--port", "0", "--data-dir", folder],
      ...["--lots", "9", "--accel", "max", "--seed", `${SEED}`, "--feedbacks", "3"],
    ],
    cwd: root,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const end = async () => {
    child.kill("SIGTERM");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  const told = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let [text, url] = ["", ""];
  for (;;) {
    const { value, done } = await told.read();
    if (done) throw new Error("play the demo: it ended before its chain was complete");
    const lines = (text + value).split("\n");
    text = lines.pop()!;
    const events = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    url = events.find(({ event }) => event === "serving")?.url ?? url;
    if (events.some(({ event }) => event === "timeline")) break;
  }
  // What it says from now on is nobody's.
  told.cancel();
  return { url, [Symbol.asyncDispose]: end };
}

/** Lots that are fed and devices that measure while the pictures are taken. */
async function feedMore(url: string): Promise<Farm> {
  const { lots: done } = await ask<{ lots: { code_lot: string }[] }>(url, "/api/lots");
  const config = { nb_lots: 8, acceleration: ACCELERATION };
  await ask(url, "/api/control-panel/runs", { kind: "gavage", config, seed: SEED + 1 });
  for (const device_id of ["ESP32_LL_01", "ESP32_MT_01"]) {
    const config = { device_id, location: "Ligne A", interval: 5 };
    await ask(url, "/api/control-panel/runs", { kind: "sqal", config });
  }
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (performance.now() < deadlineMs) {
    const { lots } = await ask<{ lots: { code_lot: string; jour_actuel: number }[] }>(
      url,
      "/api/lots?statut=en_cours",
    );
    const lot = lots.find(({ jour_actuel }) => jour_actuel >= PICTURED_DAY);
    if (lot) return { url, fedLot: lot.code_lot, doneLot: done[0]!.code_lot };
    await setTimeout(500);
  }
  throw new Error(`feed lots up to day ${PICTURED_DAY}: none is there after ${PATIENCE_MS} ms`);
}

async function take(browser: Browser, { shot, farm }: { shot: Shot; farm: Farm }): Promise<void> {
  const { name, hash } = shot;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await context.addInitScript(() => localStorage.setItem("gavaged.lang", "en"));
  await page.goto(`${farm.url}/#${hash(farm)}`);
  await page.locator("[data-live=live]").waitFor();
  await page.locator("main .skeletons").first().waitFor({ state: "detached" });
  await page.evaluate(() => Reflect.get(globalThis, "document").fonts.ready);
  await page.waitForLoadState("networkidle");
  const png = await page.screenshot({ animations: "disabled" });
  if (png.length > MOST_BYTES) {
    throw new Error(`picture ${name}: expected at most ${MOST_BYTES} bytes, got ${png.length}`);
  }
  await Deno.mkdir(join(root, "docs"), { recursive: true });
  await Deno.writeFile(join(root, "docs", `panel-${name}.png`), png);
  await context.close();
}

/** Reads, or with a body posts. */
async function ask<T>(url: string, path: string, body?: object): Promise<T> {
  const response = await fetch(url + path, {
    ...(body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new Error(`ask ${path}: ${response.status} ${await response.text()}`);
  }
  return await response.json();
}
