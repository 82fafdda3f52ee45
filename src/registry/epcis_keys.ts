/**
 * GS1 keys of what a lot consists of, as canonical GS1 Digital Link URIs.
 *
 * | thing | key |
 * |---|---|
 * | ducks, livers or maize of a lot | GTIN + batch number (01, 10) |
 * | one liver, one product | GTIN + serial number (01, 21) |
 * | a site | GLN (414) |
 * | a measuring device | GIAI (8004) |
 *
 * Batch and serial numbers hold 20 characters of GS1's set: a name that does not fit is replaced by
 * the first 20 hexadecimal digits of its SHA-256, and stands in full beside the key.
 */
import { createHash } from "node:crypto";
import { withCheckDigit } from "../domain/gs1.ts";

export interface Gs1Settings {
  /** 6 to 10 digits. 9521321 is of the range that GS1 keeps for examples. */
  companyPrefix: string;
  /** Site code → GLN of 13 digits; sites without one get a GLN of the company prefix. */
  glns: Readonly<Record<string, string>>;
}

/** Item references under the company prefix, one a class of goods. */
const ITEMS = { ducks: 1, livers: 2, maize: 3, product: 4 } as const;
const RESOLVER = "https://id.gs1.org";
/** GS1's character set 82, of batch and serial numbers. */
const BATCH = /^[\w!"%&'()*+,\-./:;<=>?]{1,20}$/;
const GIAI_LENGTH = 30;
/** RFC 9562's namespace for names that are URLs. */
const URL_NAMESPACE = "6ba7b8119dad11d180b400c04fd430c8";

export type Gs1Keys = ReturnType<typeof gs1Keys>;

export function gs1Keys({ companyPrefix, glns }: Gs1Settings) {
  const gtin = (item: keyof typeof ITEMS) =>
    withCheckDigit(`0${companyPrefix}${reference(ITEMS[item], companyPrefix)}`);
  const batch = (item: keyof typeof ITEMS, code: string) =>
    `${RESOLVER}/01/${gtin(item)}/10/${encodeURIComponent(fitting(code))}`;
  const serial = (item: keyof typeof ITEMS, id: string) =>
    `${RESOLVER}/01/${gtin(item)}/21/${encodeURIComponent(fitting(id))}`;
  return {
    ducks: (codeLot: string) => batch("ducks", codeLot),
    livers: (codeLot: string) => batch("livers", codeLot),
    maize: (code: string) => batch("maize", code),
    /** Sample ids may come again: the time tells the livers apart. */
    liver: ({ deviceId, sampleId, time }: { deviceId: string; sampleId: string; time: string }) =>
      serial("livers", digest(JSON.stringify([deviceId, sampleId, time]))),
    product: (productId: string) => serial("product", compactProductId(productId)),
    site: ({ code, number }: { code: string; number: number }) =>
      `${RESOLVER}/414/${
        glns[code] ?? withCheckDigit(`${companyPrefix}${reference(number, companyPrefix)}`)
      }`,
    device: (deviceId: string) => {
      const room = GIAI_LENGTH - companyPrefix.length;
      const own = BATCH.test(deviceId.slice(0, 20)) && deviceId.length <= room &&
        /^[\w\-.]+$/.test(deviceId);
      return `${RESOLVER}/8004/${companyPrefix}${own ? deviceId : digest(deviceId)}`;
    },
  };
}

/**
 * A UUID (version 5, RFC 9562) that is the same for the same URL, always and everywhere; the
 * company prefix in the URL keeps those of two houses apart.
 */
export function stableUuid(url: string): string {
  const hash = createHash("sha1").update(URL_NAMESPACE, "hex").update(url).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...groups, hex.slice(20, 32)].join("-");
}

/** With the company prefix, 12 digits. */
function reference(number: number, companyPrefix: string): string {
  return String(number).padStart(12 - companyPrefix.length, "0");
}

function fitting(name: string): string {
  return BATCH.test(name) ? name : digest(name);
}

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 20);
}

/** `FG_LL_20261122_0000000001` → `LL2611220000000001`, which fits a serial number. */
function compactProductId(id: string): string {
  const [, site, day, sequence] = /^FG_([A-Z]{2})_\d{2}(\d{6})_(\d{10})$/.exec(id) ?? [];
  return site ? `${site}${day}${sequence}` : id;
}
