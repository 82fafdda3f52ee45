/**
 * Issues products: the one way by which a measured liver becomes one.
 *
 * The database queues a lot with each fact that may make products of it: quality control's word on
 * the lot, or one more sample. A server that hears of it takes lots off the queue and writes their
 * products in the same transaction, so any number of servers share the work and one that dies loses
 * none of it.
 */
import type { Issue, IssuedProduct } from "../../db/product_repository.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/log.ts";

export interface ProductIssuerOptions {
  store: {
    issueQueued(): Promise<Issue>;
    onWork(onWork: () => void): Promise<() => Promise<void>>;
  };
  /** Told of each product after its commit. */
  onIssued(product: IssuedProduct): void;
  /** Looks for work this often even if nobody calls. */
  pollingIntervalMs: number;
  clock: Clock;
  log: Logger;
}

export class ProductIssuer {
  readonly #options: ProductIssuerOptions;
  #isStopped = false;
  #isLooking = false;
  #lookAgain = false;
  #looking = Promise.resolve();
  #cancelPoll = () => {};
  #stopped: Promise<void> | undefined;
  #unlisten: Promise<() => Promise<void>> | undefined;

  constructor(options: ProductIssuerOptions) {
    this.#options = options;
  }

  /** Starts to listen and to look. Returns at once. */
  start(): void {
    this.#unlisten = this.#options.store.onWork(() => this.#look());
    this.#unlisten.catch((error) =>
      this.#options.log.warn("cannot listen for products to issue: polling only", { error })
    );
    this.#look();
  }

  /** Ends what is under way and takes up nothing new. */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelPoll();
    const unlisten = await this.#unlisten?.catch(() => undefined);
    await unlisten?.();
    await this.#looking;
  }

  /** One look at a time; whoever calls meanwhile causes another one after it. */
  #look(): void {
    if (this.#isStopped) return;
    this.#lookAgain = true;
    if (!this.#isLooking) this.#looking = this.#issueWhileAsked();
  }

  async #issueWhileAsked(): Promise<void> {
    const { store, onIssued, clock, log, pollingIntervalMs } = this.#options;
    this.#isLooking = true;
    this.#cancelPoll();
    while (this.#lookAgain && !this.#isStopped) {
      this.#lookAgain = false;
      try {
        const { isMore, products } = await store.issueQueued();
        this.#lookAgain ||= isMore;
        for (const product of products) onIssued(product);
        if (products.length > 0) log.info("products issued", { products: products.length });
      } catch (error) {
        // What was taken off the queue is on it again.
        log.warn("cannot issue products: it will be tried again", { error });
      }
    }
    this.#isLooking = false;
    if (!this.#isStopped) this.#cancelPoll = clock.schedule(pollingIntervalMs, () => this.#look());
  }
}
