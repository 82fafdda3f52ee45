/** Finds whatever bears a name: a lot, a product or its QR code, a sample, maize, a gaveur. */
import type { Timeline } from "../../../contract/registry.ts";
import type { MaizeTrace, Trace, TraceLot } from "../../../contract/trace.ts";
import { ask, find, query } from "../api.ts";
import { decoded } from "../router.ts";
import { lots } from "./lots.ts";

export type Found =
  | { kind: "lot" | "product" | "sample"; trace: Trace; timeline: Timeline | undefined }
  | { kind: "maize"; trace: MaizeTrace }
  | { kind: "gaveur"; id: number; name: string; lots: readonly TraceLot[]; hasMore: boolean }
  /** Several bear it. */
  | { kind: "gaveurs"; gaveurs: readonly Gaveur[] };

export interface Gaveur {
  id: number;
  name: string;
}

const SHOWN_LOTS = 200;
/** What the server takes for a name of each kind. */
const MOST_CHARS = { lot: 50, product: 200, sample: 100, maize: 50 };
type Named = keyof typeof MOST_CHARS;

/** @throws ApiError */
export async function findAny(text: string, signal: AbortSignal): Promise<Found | undefined> {
  const name = bare(text);
  if (name === "") return undefined;
  if (/^\d{1,9}$/.test(name)) return await gaveur({ id: Number(name), name }, signal);
  const known = gaveursLike(name);
  if (known.length === 1) return await gaveur(known[0]!, signal);
  if (known.length > 1) return { kind: "gaveurs", gaveurs: known };
  for (const kind of likelyKinds(name)) {
    const found = await named(kind, name, signal);
    if (found) return found;
  }
  return undefined;
}

/** A scanner types the address of the product's page. */
function bare(text: string): string {
  const [, qr] = /\/p\/([^/?#]+)/.exec(text) ?? [];
  return qr ? decoded(qr) : text.trim();
}

/** What a name looks like is asked for first; each question in vain is one that fails. */
function likelyKinds(name: string): Named[] {
  const likely: Named = /^(SQAL_|FG_)/.test(name)
    ? "product"
    : /^LOT_|^[A-Z]{2}\d{5,}$/.test(name)
    ? "lot"
    : /^MA[IÏ]S/i.test(name)
    ? "maize"
    : "sample";
  const kinds: Named[] = ["sample", "lot", "maize", "product"];
  return [likely, ...kinds.filter((kind) => kind !== likely)];
}

async function named(kind: Named, name: string, signal: AbortSignal): Promise<Found | undefined> {
  if (name.length > MOST_CHARS[kind]) return undefined;
  const id = encodeURIComponent(name);
  if (kind === "maize") {
    const path = `/api/maize/${id}/trace${query({ limit: SHOWN_LOTS })}`;
    const trace = await find<MaizeTrace>(path, { signal });
    return trace && { kind, trace };
  }
  const trace = await find<Trace>(`/api/${kind}s/${id}/trace`, { signal });
  if (!trace) return undefined;
  const timeline = trace.lot &&
    await ask<Timeline>(`/api/lots/${encodeURIComponent(trace.lot.code_lot)}/timeline`, { signal });
  return { kind, trace, timeline: timeline ?? undefined };
}

async function gaveur({ id, name }: Gaveur, signal: AbortSignal): Promise<Found | undefined> {
  const page = await ask<{ lots: TraceLot[]; next_cursor: string | null }>(
    `/api/trace${query({ gaveur_id: id, limit: SHOWN_LOTS })}`,
    { signal },
  );
  if (page.lots.length === 0) return undefined;
  return {
    kind: "gaveur",
    id,
    name: page.lots[0]!.gaveur_nom ?? name,
    lots: page.lots,
    hasMore: page.next_cursor !== null,
  };
}

/** Of those whose lots the panel knows. */
function gaveursLike(text: string): Gaveur[] {
  const wanted = plain(text);
  if (wanted.length < 2 || /[_\d]/.test(wanted)) return [];
  const found = new Map<number, Gaveur>();
  for (const { lot: { gaveur_id: id, gaveur_nom: name } } of lots.all) {
    if (id !== null && name && plain(name).includes(wanted)) found.set(id, { id, name });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}
