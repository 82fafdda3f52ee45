/** A shop and a clock for runs of the consumers' simulator, both driven by the test. */
import { createHash } from "node:crypto";
import { NewFeedback } from "../../src/contract/consumer.ts";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import {
  type ConsumerDeps,
  type ConsumerEvent,
  type ConsumerOptions,
  type Fetch,
  runConsumer,
} from "../../simulators/consumer/mod.ts";
import type { MadeProduct } from "./consumer_livers.ts";

export const WALL_START_MS = Date.parse("2026-11-22T03:00:00Z");

export const OPTIONS: ConsumerOptions = {
  perHour: 10,
  accel: "max",
  seed: 7,
  url: "http://127.0.0.1:8000",
  minRating: 1,
  maxRating: 5,
  correlation: 0.6,
  feedbacks: 40,
};

export interface Posted {
  readonly body: NewFeedback;
  readonly text: string;
  readonly consumerId: string;
  readonly key: string;
}

/** What happens to a request before the shop sees it: an answer of its own, a fault, or nothing. */
export type Interference = (
  request: { method: string; path: string; times: number },
) => Response | Promise<Response> | undefined;

/** The consumer's part of a server, after the wire contract. */
export class Shop {
  readonly products: MadeProduct[];
  readonly posted: Posted[] = [];
  readonly asked: string[] = [];
  readonly recalled = new Set<string>();
  interfere: Interference = () => undefined;
  knowsSamples = true;
  open = 0;
  mostOpen = 0;
  readonly #reviewed = new Set<string>();
  readonly #keys = new Map<string, number>();
  readonly #times = new Map<string, number>();

  constructor(products: readonly MadeProduct[]) {
    this.products = [...products];
  }

  readonly fetch: Fetch = async (url, { method, headers, body, signal }) => {
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    try {
      signal.throwIfAborted();
      const path = decodeURIComponent(new URL(url).pathname) + new URL(url).search;
      this.asked.push(`${method} ${path}`);
      const times = (this.#times.get(path) ?? 0) + 1;
      this.#times.set(path, times);
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      aborted.catch(() => {});
      signal.addEventListener("abort", () => reject(signal.reason));
      const odd = this.interfere({ method, path, times });
      return await Promise.race([aborted, odd ?? this.#answer({ path, headers, body })]);
    } finally {
      this.open--;
    }
  };

  #answer({ path, headers = {}, body = "" }: {
    path: string;
    headers?: Record<string, string> | undefined;
    body?: string | undefined;
  }): Response {
    const [resource, last = ""] = path.split("/").slice(-2);
    if (path.startsWith("/api/consumer/products")) {
      const lot = new URLSearchParams(path.split("?")[1]).get("code_lot");
      const listed = this.products.filter(({ scan }) => !lot || scan.traceability.lot_code === lot);
      return Response.json(listed.map(({ row }) => row).reverse());
    }
    if (resource === "scan") {
      const product = this.products.find(({ row }) => row.qr_code === last);
      return product && !this.recalled.has(product.row.product_id)
        ? Response.json(product.scan)
        : problem(404, "QR code invalide ou produit introuvable");
    }
    if (resource === "samples") {
      const product = this.products.find(({ row }) => row.sample_id === last);
      return product && this.knowsSamples
        ? Response.json(product.sample)
        : problem(404, "Sample not found");
    }
    if (path !== "/api/consumer/feedback") return problem(404, "Not Found");
    return this.#take(body, headers);
  }

  #take(text: string, headers: Record<string, string>): Response {
    const body = NewFeedback.parse(JSON.parse(text));
    const consumerId = headers["consumer-id"] ?? "";
    const key = headers["idempotency-key"] ?? "";
    const repeated = this.#keys.get(key);
    if (repeated !== undefined) return receipt(repeated);
    const review = `${consumerId} ${body.product_id}`;
    if (this.#reviewed.has(review)) return problem(409, "déjà noté");
    this.#reviewed.add(review);
    this.posted.push({ body, text, consumerId, key });
    this.#keys.set(key, this.posted.length);
    return receipt(this.posted.length);
  }
}

export function problem(status: number, detail: string, headers?: HeadersInit): Response {
  return Response.json({ detail }, { status, ...(headers && { headers }) });
}

function receipt(feedback_id: number): Response {
  return Response.json({ success: true, feedback_id, message: "Merci", reward_points: 5 });
}

/** A whole run on a clock of its own, which stands still while the shop is answering. */
export async function runInShop(
  shop: Shop,
  options: Partial<ConsumerOptions> = {},
  deps: Partial<ConsumerDeps> = {},
) {
  const clock = new ManualClock(WALL_START_MS);
  const events: ConsumerEvent[] = [];
  let isDone = false;
  const run = runConsumer({ ...OPTIONS, ...options }, {
    clock,
    log: silentLogger,
    fetch: shop.fetch,
    signal: new AbortController().signal,
    ...deps,
    onEvent(event) {
      events.push(event);
      deps.onEvent?.(event);
    },
  }).finally(() => isDone = true);
  run.catch(() => {});
  while (!isDone) {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const nextMs = clock.nextDueMs();
    if (nextMs !== undefined && !isDone) clock.advance(nextMs - clock.now());
  }
  const summary = await run;
  return { summary, events, clock };
}

/** Over the feedbacks as they were sent, in the order of their visits. */
export function digest(posted: readonly Posted[]): string {
  const visit = ({ key }: Posted) => Number(key.slice(key.lastIndexOf("-") + 1));
  const hash = createHash("sha256");
  for (const { consumerId, text } of [...posted].sort((a, b) => visit(a) - visit(b))) {
    hash.update(`${consumerId} ${text}\n`);
  }
  return hash.digest("hex");
}
