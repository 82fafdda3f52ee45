/** From a QR code to its product, if it is one of ours and on the market. */
import type { ScannedProduct } from "../../db/product_repository.ts";
import type { QrCodes } from "./qr_code.ts";

/**
 * - `malformed`, `forged`: not made by us
 * - `unknown`: made by us, but there is no such product any more
 * - `inactive`: recalled, or of a rejected lot
 */
export type QrRefusal = "malformed" | "forged" | "unknown" | "inactive";

export type ScanOutcome =
  | { status: "found"; product: ScannedProduct }
  | { status: "refused"; reason: QrRefusal };

export interface ScannerOptions {
  codes: Pick<QrCodes, "verify">;
  products: { scan(code: string, person: string | null): Promise<ScannedProduct | undefined> };
  onRefused(reason: QrRefusal): void;
}

export class Scanner {
  readonly #options: ScannerOptions;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /** @param person who scans, to tell whether they said something about it before */
  async scan(code: string, person: string | null): Promise<ScanOutcome> {
    const { codes, products, onRefused } = this.#options;
    const refuse = (reason: QrRefusal): ScanOutcome => {
      onRefused(reason);
      return { status: "refused", reason };
    };
    const verdict = codes.verify(code);
    if (verdict !== "signed") return refuse(verdict);
    const product = await products.scan(code, person);
    if (!product) return refuse("unknown");
    return product.is_active ? { status: "found", product } : refuse("inactive");
  }
}
