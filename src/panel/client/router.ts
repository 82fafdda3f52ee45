/**
 * Where the reader is: `#/gavage/LL2512001?site=LL`. It stands behind the `#`, so a reload, a
 * bookmark and a link sent to somebody show the same without the server knowing any page.
 */
import { signal } from "@preact/signals";

export interface Place {
  /** `gavage`. */
  page: string;
  /** What follows it, decoded; undefined where nothing does. */
  id: string | undefined;
  query: Readonly<Record<string, string>>;
}

export const place = signal<Place>(read());

addEventListener("hashchange", () => place.value = read());

function read(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/");
  return {
    page,
    id: decoded(rest.join("/")) || undefined,
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** As it stands where it is no encoded text. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function href(page: string, id?: string, query: Record<string, string> = {}): string {
  const wanted = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  const tail = wanted.size > 0 ? `?${wanted}` : "";
  return `#/${page}${id === undefined ? "" : `/${encodeURIComponent(id)}`}${tail}`;
}

/** Changes the query in place: typing in a filter fills no history. */
export function setQuery(changes: Record<string, string>): void {
  const { page, id, query } = place.value;
  history.replaceState(null, "", href(page, id, { ...query, ...changes }));
  place.value = read();
}
