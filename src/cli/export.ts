/** `gavaged export`: what is stored, in the formats of others. */
import { Command } from "commander";
import { type EpcisDocument, joinDocuments } from "../registry/mod.ts";
import { DEFAULT_URL, getJson, serverUrl } from "./client.ts";
import { exportRowsCommand } from "./export_rows.ts";
import { print } from "./output.ts";

export function exportCommand(): Command {
  return new Command("export")
    .addCommand(exportEpcisCommand())
    .addCommand(exportRowsCommand("lots", "Lots, a row each"))
    .addCommand(exportRowsCommand("doses", "Meals, a row each"))
    .addCommand(exportRowsCommand("samples", "Measured livers, without the sensors' matrices"))
    .addCommand(exportRowsCommand("feedbacks", "Consumers' feedback, without who gave it"));
}

function exportEpcisCommand(): Command {
  return new Command("epcis")
    .description("Lots as one EPCIS 2.0 document (JSON-LD)")
    .argument("<lot...>", "code_lot or LOT_… ids")
    .option("-o, --output <file>", "write to a file instead of stdout")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .action(async (lots: string[], { output, url }: { output?: string; url: string }) => {
      const documents: EpcisDocument[] = [];
      for (const lot of new Set(lots)) {
        documents.push(await getJson(url, `/api/lots/${encodeURIComponent(lot)}/epcis`));
      }
      const text = JSON.stringify(joinDocuments(documents), null, 2);
      if (output === undefined) print(text);
      else await Deno.writeTextFile(output, `${text}\n`);
    });
}
