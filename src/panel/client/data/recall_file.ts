/** A recall's report as a table for a spreadsheet. */
import type { RecallReport } from "../../../contract/recall.ts";

const HEADS = [
  "code_lot",
  "site",
  "gaveur",
  "maize_lots",
  "debut_lot",
  "date_abattage",
  "product_id",
  "sample_id",
  "grade",
  "is_active",
  "nb_feedbacks",
  "average_rating",
];

/** One row a product; a lot without any has a row, too. RFC 4180, in UTF-8 with its mark. */
export function recallCsv({ lots, products }: RecallReport): string {
  const productsOf = Map.groupBy(products, ({ code_lot }) => code_lot);
  const rows = lots.flatMap((lot) =>
    (productsOf.get(lot.code_lot) ?? [undefined]).map((product) => [
      lot.code_lot,
      lot.site,
      lot.gaveur_nom ?? lot.gaveur_id,
      lot.maize_lots.join(" "),
      lot.debut_lot,
      lot.date_abattage,
      product?.product_id,
      product?.sample_id,
      product?.grade,
      product?.is_active,
      product?.nb_feedbacks,
      product?.average_rating,
    ])
  );
  return "\ufeff" + [HEADS, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** No cell becomes a formula when a spreadsheet opens it. */
function cell(value: string | number | boolean | null | undefined): string {
  const text = `${value ?? ""}`;
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
