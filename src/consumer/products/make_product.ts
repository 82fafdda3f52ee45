/** What a measured liver is sold as. */
import { Temporal } from "temporal-polyfill";
import type { IssuableSample, IssuedProduct } from "../../db/product_repository.ts";
import type { QrCodes } from "./qr_code.ts";

export interface ProductTerms {
  codes: Pick<QrCodes, "sign">;
  /** From packaging to best before, days. */
  shelfLifeDays: number;
  certifications: readonly string[];
  productionMethod: string;
}

const NUMBER_DIGITS = 10;

/**
 * The product of a sample: made on the day of slaughter, packed on the day of quality control, best
 * before so many days later. Its id is `FG_{site}_{YYYYMMDD of slaughter}_{number, ten digits}`.
 */
export function makeProduct(
  sample: IssuableSample,
  { codes, shelfLifeDays, certifications, productionMethod }: ProductTerms,
): IssuedProduct {
  const date = sample.production_date.replaceAll("-", "");
  const number = String(sample.numero).padStart(NUMBER_DIGITS, "0");
  const productId = `FG_${sample.site_code}_${date}_${number}`;
  const { code, signature } = codes.sign({
    lotNumber: sample.lot_number,
    sampleId: sample.sample_id,
    productId,
  });
  return {
    ...sample,
    product_id: productId,
    qr_code: code,
    qr_signature: signature,
    best_before_date: Temporal.PlainDate.from(sample.packaging_date).add({ days: shelfLifeDays })
      .toString(),
    certifications,
    production_method: productionMethod,
  };
}
