/** `gavaged lots`: those being fed, and an end for those that will not be finished. */
import { Command } from "commander";
import type { Lot } from "../contract/lots.ts";
import { AppError } from "../lib/errors.ts";
import { DEFAULT_URL, getJson, postJson, serverUrl } from "./client.ts";
import { notBlank } from "./flag_values.ts";
import { localMinute, print, readable, table } from "./output.ts";
import { addSettings, readSettings } from "./settings.ts";

interface ListFlags {
  site?: string;
  json?: boolean;
  url: string;
  timeZone?: string;
  config?: string;
}

interface CloseFlags {
  run?: string;
  reason: string;
  by?: string;
  json?: boolean;
  url: string;
}

const LOTS_PER_PAGE = 1_000;

export function lotsCommand(): Command {
  const list = addSettings(new Command("list"), ["time_zone"])
    .description("List the lots being fed, newest first")
    .option("--site <code>", "of this site")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--json", "as JSON")
    .action(listLots);
  const close = new Command("close")
    .description("End lots that will not be finished; they never come to quality control")
    .argument("[lot...]", "lots, by code or LOT_… id")
    .option("--run <id>", "instead, all that this run of the control panel left unfinished")
    .requiredOption("--reason <text>", "why; stands on the lot's timeline", notBlank)
    .option("--by <name>", "who says so (default: the user's name)", notBlank)
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--json", "as JSON")
    .action(closeLots);
  return new Command("lots").addCommand(list).addCommand(close);
}

async function listLots({ site, json, url, ...settings }: ListFlags): Promise<void> {
  const { time_zone: zone } = readSettings(settings);
  const lots: Lot[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({
      statut: "en_cours",
      limit: String(LOTS_PER_PAGE),
      ...site !== undefined && { site },
      ...cursor && { cursor },
    });
    const page: { lots: Lot[]; next_cursor: string | null } = await getJson(
      url,
      `/api/lots?${query}`,
    );
    lots.push(...page.lots);
    cursor = page.next_cursor;
  }
  if (json) return print(JSON.stringify(lots));
  const rows = lots.map((lot) => [
    lot.code_lot,
    lot.site,
    lot.gaveur_nom ?? lot.gaveur_id ?? "",
    lot.debut_lot,
    `J${lot.jour_actuel}`,
    lot.nb_doses,
    localMinute(Date.parse(lot.updated_at), zone),
  ]);
  const head = ["code_lot", "site", "gaveur", "J0", "day", "meals", `last news (${zone})`];
  print(table(head, rows.map((row) => row.map(readable))));
}

async function closeLots(names: readonly string[], flags: CloseFlags): Promise<void> {
  const { run, reason, json, url } = flags;
  if ((names.length === 0) === (run === undefined)) {
    throw new AppError("usage", "lots close: name lots, or give --run");
  }
  const body = { reason, by: flags.by ?? (Deno.env.get("USER")?.trim() || "operator") };
  if (run !== undefined) {
    const path = `/api/control-panel/runs/${encodeURIComponent(run)}/close-lots`;
    const { closed } = await postJson<{ closed: string[] }>(url, path, body);
    return print(json ? JSON.stringify(closed) : [...closed, `${closed.length} closed`].join("\n"));
  }
  const lots: Lot[] = [];
  for (const name of names) {
    const lot = await postJson<Lot>(url, `/api/lots/${encodeURIComponent(name)}/close`, body);
    lots.push(lot);
    if (!json) print(closedText(lot));
  }
  if (json) print(JSON.stringify(lots));
}

/** Who closed it first, whoever asked now: `LL2611001 closed by Anne: the barn was sold`. */
function closedText({ code_lot, cloture }: Lot): string {
  return String(readable(`${code_lot} closed by ${cloture?.closed_by}: ${cloture?.reason}`));
}
