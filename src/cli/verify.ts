/** `gavaged verify`: proof that nobody altered what a running server's registry tells. */
import { Argument, Command } from "commander";
import { z } from "zod";
import type { Lot } from "../contract/lots.ts";
import type { LotEvent, LotEventPage, RegistryLot } from "../contract/registry.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import { ChainCheck, type ChainFault, type Heads } from "../registry/mod.ts";
import { DEFAULT_URL, getJson, serverUrl } from "./client.ts";
import { print } from "./output.ts";

interface VerifyOptions {
  url: string;
  json?: boolean;
  against?: string;
  save?: string;
}

const HeadsFile = z.record(z.string(), z.object({ sequence: z.int().min(1), hash: z.string() }));
const EVENTS_PER_PAGE = 5_000;
const LOTS_PER_PAGE = 1_000;

export function verifyCommand(): Command {
  return new Command("verify")
    .addArgument(new Argument("[lot...]", "code_lot or LOT_… ids; all lots when absent"))
    .option(
      "--chain",
      "recompute the chain of each lot's events, as it does without this option, too",
    )
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--against <file>", "heads that were saved: shows chains cut off or written anew, too")
    .option("--save <file>", "save the heads of the chains when all is well")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 every chain is as it was recorded, 1 one is not, 2 usage.",
    )
    .action(async (names: string[], options: VerifyOptions) => {
      const startMs = performance.now();
      const saved = options.against === undefined ? {} : await readHeads(options.against);
      const check = await checkChains(options.url, { names, saved });
      const report = {
        lots: check.lots,
        events: check.events,
        seconds: Math.round(performance.now() - startMs) / 1000,
        faults: check.faults,
      };
      const isGood = check.faults.length === 0;
      if (isGood && options.save !== undefined) {
        await saveHeads(options.save, { ...saved, ...check.heads });
      }
      // Before the output: its reader may go away.
      if (!isGood) Deno.exitCode = 1;
      print(options.json ? JSON.stringify(report) : reportText(report));
    });
}

/** Checks the chains of the lots named, or of all; `saved` are heads that they must still have. */
export async function checkChains(
  url: string,
  { names, saved }: { names: readonly string[]; saved: Heads },
): Promise<ChainCheck> {
  const check = new ChainCheck(saved);
  if (names.length > 0) {
    const lotIds: string[] = [];
    for (const name of new Set(names)) {
      const lot = await getJson<Lot>(url, `/api/lots/${encodeURIComponent(name)}`);
      lotIds.push(lot.lot_id);
    }
    await checkLots(url, lotIds, check);
    return check;
  }
  // Asked for first: lots that are placed meanwhile are only more.
  const lotIds = await allLots(url);
  for await (const event of eventsOf(url)) check.add(event);
  check.end([...Object.keys(saved), ...lotIds]);
  return check;
}

/** Checks the chains of the lots with these registry ids. */
export async function checkLots(
  url: string,
  lotIds: readonly string[],
  check = new ChainCheck(),
): Promise<ChainCheck> {
  for (const lotId of lotIds) {
    for await (const event of eventsOf(url, { lot: lotId })) check.add(event);
  }
  check.end(lotIds);
  return check;
}

/** Events along the chains; the next page is on its way while one is checked. */
async function* eventsOf(url: string, filter: { lot?: string } = {}): AsyncGenerator<LotEvent> {
  const page = (cursor?: string) => {
    const query = new URLSearchParams({ ...filter, limit: String(EVENTS_PER_PAGE) });
    if (cursor !== undefined) query.set("cursor", cursor);
    const answer = getJson<LotEventPage>(url, `/api/registry/events?${query}`);
    // Whoever stops reading does not wait for it.
    answer.catch(() => {});
    return answer;
  };
  for (let next: Promise<LotEventPage> | undefined = page(); next;) {
    const { events, next_cursor }: LotEventPage = await next;
    next = next_cursor === null ? undefined : page(next_cursor);
    yield* events;
  }
}

async function allLots(url: string): Promise<string[]> {
  const lotIds: string[] = [];
  for (let cursor: string | null = "";;) {
    const query = new URLSearchParams({ limit: String(LOTS_PER_PAGE), ...cursor && { cursor } });
    const page: { lots: RegistryLot[]; next_cursor: string | null } = await getJson(
      url,
      `/api/registry/lots?${query}`,
    );
    lotIds.push(...page.lots.map(({ lot_id }) => lot_id));
    cursor = page.next_cursor;
    if (cursor === null) return lotIds;
  }
}

async function readHeads(file: string): Promise<Heads> {
  try {
    return HeadsFile.parse(JSON.parse(await Deno.readTextFile(file)));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause);
    throw new AppError("usage", `--against ${file}: cannot read the saved heads: ${reason}`, {
      cause,
    });
  }
}

async function saveHeads(file: string, heads: Heads): Promise<void> {
  try {
    // A whole file or the former one, whatever happens meanwhile.
    await Deno.writeTextFile(`${file}.new`, `${JSON.stringify(heads, null, 1)}\n`);
    await Deno.rename(`${file}.new`, file);
  } catch (cause) {
    throw new AppError("usage", `--save ${file}: cannot write the heads: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** More lots than these are only counted. */
const MAX_SHOWN = 20;

export function reportText(
  { lots, events, seconds, faults }: {
    lots: number;
    events: number;
    seconds: number;
    faults: readonly ChainFault[];
  },
): string {
  const size = `${events} events of ${lots} lots in ${seconds} s`;
  if (faults.length === 0) return `unaltered: ${size}`;
  const lines = faults.slice(0, MAX_SHOWN).map(({ lotId, kind, message }) =>
    `${lotId}: ${kind.replace("_", " ")}: ${message}`
  );
  if (faults.length > MAX_SHOWN) lines.push(`… and ${faults.length - MAX_SHOWN} lots more`);
  return [...lines, `ALTERED: ${faults.length} of ${lots} chains; ${size}`].join("\n");
}
