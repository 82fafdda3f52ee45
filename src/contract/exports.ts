/** Pages of stored rows for those who analyse them elsewhere. */
import { z } from "zod";

export const EXPORT_NAMES = ["lots", "doses", "samples", "feedbacks"] as const;
export type ExportName = (typeof EXPORT_NAMES)[number];

/** `instant` is ISO 8601 in UTC with up to six decimals, `date` is YYYY-MM-DD. */
export const COLUMN_KINDS = ["text", "integer", "real", "boolean", "instant", "date"] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

const ExportColumn = z.object({ name: z.string(), kind: z.enum(COLUMN_KINDS) })
  .meta({ id: "ExportColumn" });
export type ExportColumn = z.infer<typeof ExportColumn>;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type ExportCell = z.infer<typeof Cell>;

export const ExportPage = z.object({
  columns: z.array(ExportColumn),
  rows: z.array(z.array(Cell)).meta({ description: "Cells in the order of the columns" }),
  next_cursor: z.string().nullable().meta({ description: "Send back as `cursor`" }),
}).meta({ id: "ExportPage" });
export type ExportPage = z.infer<typeof ExportPage>;
