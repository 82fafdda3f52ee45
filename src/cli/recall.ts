/** `gavaged recall`: a drill by default, the recall itself with `--execute`. */
import { Command, InvalidArgumentError, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import type { RecallReport } from "../contract/recall.ts";
import { AppError } from "../lib/errors.ts";
import { DEFAULT_URL, getJson, postJson, serverUrl } from "./client.ts";
import { print, readable, table } from "./output.ts";

interface RecallFlags {
  maizeLot?: string;
  lot?: string[];
  gaveur?: string;
  site?: string;
  since?: string;
  format: "table" | "json" | "csv";
  execute?: boolean;
  reason?: string;
  by?: string;
  url: string;
}

export function recallCommand(): Command {
  return new Command("recall")
    .option("--maize-lot <code>", "lots that were fed this maize")
    .option("--lot <lot...>", "these lots, by code or LOT_… id")
    .option("--gaveur <number>", "lots of this gaveur", wholeNumber)
    .option("--site <code>", "lots of this site")
    .option("--since <date>", "only lots fed on this day (YYYY-MM-DD) or later")
    .addOption(
      new Option("--format <format>", "of the report").choices(["table", "json", "csv"])
        .default("table"),
    )
    .option("--execute", "take the products off the market instead of only looking")
    .option("--reason <text>", "why, for --execute")
    .option("--by <name>", "who answers for it, with --execute (default: the user's name)")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .action(recall);
}

async function recall(flags: RecallFlags): Promise<void> {
  const { maizeLot, lot, gaveur, site, since, execute, reason, url } = flags;
  if ([maizeLot, lot, gaveur, site].every((value) => value === undefined)) {
    throw new AppError("usage", "recall: name --maize-lot, --lot, --gaveur or --site");
  }
  if (execute && !reason?.trim()) throw new AppError("usage", "--execute: give a --reason");
  if (!execute && reason !== undefined) {
    throw new AppError("usage", "--reason: a drill needs none; add --execute to recall");
  }
  const criteria = {
    ...maizeLot !== undefined && { maize_lot: maizeLot },
    ...lot && { lot: lot.join(",") },
    ...gaveur !== undefined && { gaveur_id: gaveur },
    ...site !== undefined && { site },
    ...since !== undefined && { since },
  };
  const by = flags.by ?? Deno.env.get("USER") ?? "operator";
  const report = execute
    ? await postJson<RecallReport>(url, "/api/recall", { ...criteria, reason, by })
    : await getJson<RecallReport>(url, `/api/recall?${new URLSearchParams(criteria)}`);
  print(recallText(report, flags.format));
}

export function recallText(report: RecallReport, format: RecallFlags["format"]): string {
  if (format === "json") return JSON.stringify(report);
  if (format === "csv") return recallCsv(report);
  const { counts } = report;
  const summary = report.executed
    ? `recalled: ${counts.products_withdrawn} products taken off the market`
    : `drill: nothing was changed, ${counts.products_active} products are on the market`;
  const rows = report.lots.map((lot) => [
    lot.code_lot,
    lot.site,
    lot.gaveur_nom ?? lot.gaveur_id,
    lot.maize_lots.join(" "),
    lot.debut_lot,
    lot.date_abattage?.slice(0, 10) ??
      (lot.statut === "en_cours" ? "being fed" : lot.cloture ? "ended early" : "none"),
    lot.nb_samples,
    `${lot.nb_products_active} of ${lot.nb_products}`,
    lot.nb_feedbacks,
  ]);
  const head = ["code_lot", "site", "gaveur", "maize", "J0", "slaughter", "samples", "on sale"];
  const products = report.products.filter(({ is_active }) => is_active || report.executed);
  return [
    table([...head, "opinions"], rows.map((row) => row.map(readable))),
    ...products.length > 0
      ? [table(
        ["product", "code_lot", "sample", "opinions", "on the market"],
        products.map((product) =>
          [
            product.product_id,
            product.code_lot,
            product.sample_id ?? "",
            product.nb_feedbacks,
            product.is_active ? "yes" : "no",
          ].map(readable)
        ),
      )]
      : [],
    `${summary}\n${counts.lots} lots, ${counts.samples} samples, ${counts.products} products, ` +
    `${counts.feedbacks} opinions, found in ${report.took_ms} ms`,
  ].join("\n\n");
}

/**
 * One row a product and opinion, with its lot; a lot without products has a row, too. No cell
 * becomes a formula when a spreadsheet opens it.
 */
function recallCsv({ lots, products, feedbacks }: RecallReport): string {
  const productsOf = Map.groupBy(products, ({ code_lot }) => code_lot);
  const feedbacksOf = Map.groupBy(feedbacks, ({ product_id }) => product_id);
  const rows = lots.flatMap((lot) =>
    (productsOf.get(lot.code_lot) ?? [undefined]).flatMap((product) =>
      (product && feedbacksOf.get(product.product_id) || [undefined]).map((feedback) => ({
        code_lot: lot.code_lot,
        lot_id: lot.lot_id,
        site: lot.site,
        gaveur_id: lot.gaveur_id,
        maize_lots: lot.maize_lots.join(" "),
        debut_lot: lot.debut_lot,
        date_abattage: lot.date_abattage,
        product_id: product?.product_id,
        qr_code: product?.qr_code,
        sample_id: product?.sample_id,
        is_active: product && String(product.is_active),
        feedback_id: feedback?.feedback_id,
        rating: feedback?.overall_rating,
        comment: feedback?.comment,
      }))
    )
  );
  const columns = [
    ...["code_lot", "lot_id", "site", "gaveur_id", "maize_lots", "debut_lot", "date_abattage"],
    ...["product_id", "qr_code", "sample_id", "is_active", "feedback_id", "rating", "comment"],
  ];
  return stringify(rows, { header: true, columns, escape_formulas: true });
}

function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return text;
}
