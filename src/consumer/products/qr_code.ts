/**
 * QR codes that nobody else can make: `SQAL_{lot}_{sample|NOSAMPLE}_{product}_{sig}`, where `sig` is
 * the first 16 hexadecimal digits of HMAC-SHA256 over what stands before it.
 *
 * A code is read by looking it up, never by taking it apart: ids contain `_` as well. The signature
 * is checked before that, so guesses never reach the database.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const SIGNATURE_DIGITS = 16;
const SHAPE = /^(SQAL_[A-Za-z0-9_-]{1,177})_([0-9a-f]{16})$/;

export interface SignedCode {
  code: string;
  signature: string;
}

export class QrCodes {
  readonly #keys: readonly string[];

  /** @param keys at least one: the first signs, all of them verify */
  constructor(keys: readonly [string, ...string[]]) {
    this.#keys = keys;
  }

  /** The code of a product; what a URL would have to escape in a sample's id becomes `-`. */
  sign(
    { lotNumber, sampleId, productId }: {
      lotNumber: number;
      sampleId: string | null;
      productId: string;
    },
  ): SignedCode {
    const sample = sampleId?.replaceAll(/[^A-Za-z0-9_-]/g, "-") || "NOSAMPLE";
    const payload = `SQAL_${lotNumber}_${sample}_${productId}`;
    const signature = signatureOf(payload, this.#keys[0]!);
    return { code: `${payload}_${signature}`, signature };
  }

  /** Whether one of our keys made this code; takes as long for a near miss as for a far one. */
  verify(code: string): "signed" | "malformed" | "forged" {
    const [, payload, signature] = SHAPE.exec(code) ?? [];
    if (payload === undefined || signature === undefined) return "malformed";
    const given = new TextEncoder().encode(signature);
    let isOurs = false;
    for (const key of this.#keys) {
      const ours = new TextEncoder().encode(signatureOf(payload, key));
      isOurs = timingSafeEqual(given, ours) || isOurs;
    }
    return isOurs ? "signed" : "forged";
  }
}

/**
 * Who an address and an optional id of a person are, as 64 hexadecimal digits from which neither can
 * be read without the key: there are few addresses, so a plain hash of one would be no secret.
 */
export function personHash(
  { address, consumerId, key }: { address: string; consumerId: string | null; key: string },
): string {
  const own = createHmac("sha256", key).update("gavaged consumer identity").digest();
  return createHmac("sha256", own).update(JSON.stringify([address, consumerId])).digest("hex");
}

function signatureOf(payload: string, key: string): string {
  return createHmac("sha256", key).update(payload).digest("hex").slice(0, SIGNATURE_DIGITS);
}
