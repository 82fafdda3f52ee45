/**
 * Whether the panel stays as small and as quick as it began: a thousand lots fed at 500 meals a
 * second, one thousand after the other, for `PANEL_SOAK_MINUTES` (5), in a real Chromium that shows
 * them. The heap is what is left after a forced collection.
 */
import type { CDPSession, Page } from "playwright-core";
import { print } from "../../src/cli/output.ts";
import { openBrowser, openPanel } from "../panel/support.ts";
import { sendAll } from "./_load.ts";
import { mealsOf } from "./_meals.ts";
import { startServer } from "./_server.ts";

const LOTS = 1_000;
const FRAMES_PER_SECOND = 500;
const MINUTES = Number(Deno.env.get("PANEL_SOAK_MINUTES") ?? 5);
const SAMPLE_EVERY_MS = 15_000;
/** What the page needs once is no growth: finished lots are kept up to a number. */
const WARM_UP_SHARE = 0.4;

interface Sample {
  seconds: number;
  heapMb: number;
  nodes: number;
  listeners: number;
}

/** The browser's own, which Deno's types of the same name do not know. */
type Observes = new (
  seen: (list: { getEntries(): { duration: number }[] }) => void,
) => { observe(options: { type: string }): void };

export async function benchPanel(folder: string): Promise<void> {
  const unlimited = ["--no-monitor", "--rate-limit", "0", "--rate-limit-anonymous", "0"];
  await using server = await startServer(`${folder}/data`, unlimited);
  await using browser = await openBrowser();
  await using reader = await openPanel(browser, `${server.url}/#/gavage`);
  const { page } = reader;
  const inspector = await page.context().newCDPSession(page);
  await watch(page);

  const startMs = performance.now();
  const left = () => MINUTES * 60_000 - (performance.now() - startMs);
  let sent = 0;
  let isOver = false;
  const feeding = (async () => {
    for (let generation = 1; left() > 0; generation++) {
      const meals = mealsOf(LOTS, generation).map((meal) => JSON.stringify(meal));
      const count = Math.min(meals.length, Math.ceil(left() / 1000 * FRAMES_PER_SECOND));
      await sendAll(`${server.url.replace("http", "ws")}/ws/gavage`, meals.slice(0, count), {
        connections: 4,
        window: 250,
        perSecond: FRAMES_PER_SECOND,
      });
      sent += count;
    }
  })().finally(() => isOver = true);

  const samples: Sample[] = [];
  print("     s  heap MB  DOM nodes  listeners");
  while (!isOver) {
    await Promise.race([feeding, new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS))]);
    const seconds = (performance.now() - startMs) / 1000;
    const sample = { seconds, ...await measured(inspector) };
    samples.push(sample);
    print(
      [
        seconds.toFixed(0).padStart(6),
        sample.heapMb.toFixed(1).padStart(8),
        String(sample.nodes).padStart(10),
        String(sample.listeners).padStart(10),
      ].join(" "),
    );
  }
  await feeding;
  report({ samples, sent, seen: await seenBy(page), errors: reader.errors });
}

/** Counts what the page does from now on. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch = { longTasks: 0, longMs: 0, longestMs: 0, drawn: 0, breaks: 0 };
    Object.assign(globalThis, { watch });
    const document = Reflect.get(globalThis, "document");
    const Performance = Reflect.get(globalThis, "PerformanceObserver") as unknown as Observes;
    new Performance((list) => {
      for (const { duration } of list.getEntries()) {
        watch.longTasks++;
        watch.longMs += duration;
        watch.longestMs = Math.max(watch.longestMs, duration);
      }
    }).observe({ type: "longtask" });
    const Mutations = Reflect.get(globalThis, "MutationObserver");
    new Mutations(() => watch.drawn++).observe(document.querySelector("main"), {
      subtree: true,
      childList: true,
      characterData: true,
    });
    new Mutations(() => watch.breaks++).observe(document.querySelector("[data-live]"), {
      attributeFilter: ["data-live"],
    });
  });
}

async function measured(inspector: CDPSession): Promise<Omit<Sample, "seconds">> {
  await inspector.send("HeapProfiler.collectGarbage");
  const { usedSize } = await inspector.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await inspector.send("Memory.getDOMCounters");
  return { heapMb: usedSize / 2 ** 20, nodes, listeners: jsEventListeners };
}

type Seen = Record<"longTasks" | "longMs" | "longestMs" | "drawn" | "breaks", number>;

function seenBy(page: Page): Promise<Seen> {
  return page.evaluate(() => Reflect.get(globalThis, "watch") as Seen);
}

function report(
  { samples, sent, seen, errors }: {
    samples: readonly Sample[];
    sent: number;
    seen: Seen;
    errors: readonly string[];
  },
): void {
  const seconds = samples.at(-1)!.seconds;
  const settled = samples.filter((sample) => sample.seconds >= WARM_UP_SHARE * seconds);
  print(`${sent} meals in ${seconds.toFixed(0)} s: ${(sent / seconds).toFixed(0)}/s`);
  print(
    `${seen.drawn} drawings; ${seen.longTasks} long tasks, ${seen.longMs.toFixed(0)} ms in all, ` +
      `longest ${seen.longestMs.toFixed(0)} ms; connection states changed ${seen.breaks} times`,
  );
  print(
    `after ${settled[0]!.seconds.toFixed(0)} s: heap ${
      slope(settled, "heapMb").toFixed(2)
    } MB/min, ` +
      `DOM nodes ${slope(settled, "nodes").toFixed(0)}/min`,
  );
  for (const error of errors) print(`error in the page: ${error}`);
}

/** Per minute, by least squares. */
function slope(samples: readonly Sample[], of: "heapMb" | "nodes"): number {
  const mean = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;
  const [x, y] = [mean(({ seconds }) => seconds), mean((sample) => sample[of])];
  const covariance = mean((sample) => (sample.seconds - x) * (sample[of] - y));
  return 60 * covariance / mean(({ seconds }) => (seconds - x) ** 2);
}
