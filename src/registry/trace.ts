/** Tracing both ways: from maize to feedback, and from feedback to maize. */
import {
  type MaizeTrace,
  MAX_TRACE_FEEDBACKS,
  type Trace,
  type TraceLot,
  type TraceLotList,
} from "../contract/trace.ts";
import type {
  NumberedLot,
  TracedProduct,
  TracedSample,
  TraceFilter,
  TraceRepository,
} from "../db/trace_repository.ts";

export type TraceStore = Pick<
  TraceRepository,
  | "lots"
  | "origin"
  | "maizeOf"
  | "maize"
  | "usesOf"
  | "samples"
  | "products"
  | "feedbacks"
>;

export interface PageOf {
  beforeId?: number;
  limit: number;
}

/** A lot has a handful; this only bounds a lot that a device went mad on. */
const MAX_SAMPLES = 2_000;

export class Tracer {
  readonly #store: TraceStore;

  constructor(store: TraceStore) {
    this.#store = store;
  }

  /** By `code_lot` or by registry id; undefined when there is none. */
  async lot(id: string): Promise<Trace | undefined> {
    const lot = await this.#lot(id);
    if (!lot) return undefined;
    const [back, samples, products] = await Promise.all([
      this.#back(lot),
      this.#store.samples({ codeLot: lot.code_lot, limit: MAX_SAMPLES }),
      this.#store.products({ lotNumbers: [lot.id] }),
    ]);
    const subject = { kind: "lot", id: lot.code_lot } as const;
    return await this.#whole({ subject, back, samples: samples.reverse(), products });
  }

  /** By product id or QR code, whose signature is not looked at. */
  async product(name: string): Promise<Trace | undefined> {
    const [product] = await this.#store.products({ name });
    if (!product) return undefined;
    const lot = await this.#lot(product.code_lot);
    if (!lot) return undefined;
    const [back, samples] = await Promise.all([this.#back(lot), this.#samplesOf(product)]);
    const subject = { kind: "product", id: product.product_id } as const;
    return await this.#whole({ subject, back, samples, products: [product] });
  }

  /** The newest sample of that id: an old device may have used it before. */
  async sample(sampleId: string): Promise<Trace | undefined> {
    const [sample] = await this.#store.samples({ sampleId, limit: 1 });
    if (!sample) return undefined;
    const lot = sample.code_lot === null ? undefined : await this.#lot(sample.code_lot);
    const [back, products] = await Promise.all([
      lot ? this.#back(lot) : { maize: [], lot: null },
      lot ? this.#store.products({ lotNumbers: [lot.id] }) : [],
    ]);
    const own = products.filter((product) => isOf(product, sample));
    return await this.#whole({
      subject: { kind: "sample", id: sample.sample_id },
      back,
      samples: [sample],
      products: own,
    });
  }

  /** A page of the lots that were fed a maize lot, with their products and what was said of them. */
  async maize(code: string, page: PageOf): Promise<MaizeTrace | undefined> {
    const [known, found] = await Promise.all([
      this.#store.maize(code),
      this.#store.lots({ maizeLot: code }, { ...page, limit: page.limit + 1 }),
    ]);
    if (!known) return undefined;
    const lots = found.slice(0, page.limit);
    const numbers = lots.map(({ id }) => id);
    const [uses, products] = await Promise.all([
      this.#store.usesOf(code),
      this.#store.products({ lotNumbers: numbers }),
    ]);
    return {
      ...known,
      lots: lots.map((lot) => ({ ...bare(lot), since: uses.get(lot.id) ?? lot.debut_lot })),
      products: products.map(productOf),
      feedbacks: await this.#feedbacksOf(products),
      next_cursor: found.length > page.limit ? String(numbers.at(-1)) : null,
    };
  }

  /** A page of lots, newest first. */
  async lots(filter: TraceFilter, page: PageOf): Promise<TraceLotList> {
    const found = await this.#store.lots(filter, { ...page, limit: page.limit + 1 });
    const lots = found.slice(0, page.limit);
    return {
      lots: lots.map(bare),
      next_cursor: found.length > page.limit ? String(lots.at(-1)!.id) : null,
    };
  }

  async #lot(id: string): Promise<NumberedLot | undefined> {
    return (await this.#store.lots({ lots: [id] }, { limit: 1 }))[0];
  }

  /** What lies behind a lot. */
  async #back(lot: NumberedLot): Promise<Pick<Trace, "maize" | "lot">> {
    const [{ origin }, maize] = await Promise.all([
      this.#store.origin(lot.code_lot),
      this.#store.maizeOf(lot.id),
    ]);
    return { maize, lot: { ...bare(lot), ...origin } };
  }

  async #samplesOf(product: TracedProduct): Promise<TracedSample[]> {
    if (product.sample_id === null) return [];
    const { sample_id: sampleId, code_lot: codeLot } = product;
    const samples = await this.#store.samples({ sampleId, codeLot, limit: MAX_SAMPLES });
    return samples.filter((sample) => isOf(product, sample)).slice(0, 1);
  }

  async #whole(
    { subject, back, samples, products }: {
      subject: Trace["subject"];
      back: Pick<Trace, "maize" | "lot">;
      samples: readonly TracedSample[];
      products: readonly TracedProduct[];
    },
  ): Promise<Trace> {
    return {
      subject,
      ...back,
      samples: samples.map(({ code_lot: _, ...sample }) => sample),
      products: products.map(productOf),
      feedbacks: await this.#feedbacksOf(products),
    };
  }

  #feedbacksOf(products: readonly TracedProduct[]): Promise<Trace["feedbacks"]> {
    const rated = products.filter(({ nb_feedbacks }) => nb_feedbacks > 0);
    return this.#store.feedbacks(rated.map(({ product_id }) => product_id), MAX_TRACE_FEEDBACKS);
  }
}

/** Whether the product was made of this sample; ids may come again, times do not. */
function isOf(product: TracedProduct, sample: TracedSample): boolean {
  const { sample_id, quality_control_date: time } = product;
  return sample_id === sample.sample_id && (time === null || time === sample.time);
}

function bare({ id: _, ...lot }: NumberedLot): TraceLot {
  return lot;
}

function productOf({ quality_control_date: _, ...product }: TracedProduct): Trace["products"][0] {
  return product;
}
