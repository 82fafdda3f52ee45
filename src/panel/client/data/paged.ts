/** A list read page by page as far as its reader goes, its newest page again when there is news. */
import { useEffect, useRef, useState } from "preact/hooks";

export interface PagedList<T> {
  status: "loading" | "failed" | "there";
  /** Of a failure. */
  error: unknown;
  items: readonly T[];
  hasMore: boolean;
  more(): void;
  /** After a failure. */
  retry(): void;
}

interface PageOf<T> {
  items: readonly T[];
  next: string | null;
}

interface PagedOptions<T> {
  /** Names what is asked for: another name begins anew. */
  key: string;
  keyOf(item: T): string;
  read(cursor: string | undefined, signal: AbortSignal): Promise<PageOf<T>>;
  /** Changes when there may be new items. */
  news: unknown;
}

export function usePaged<T>({ key, keyOf, read, news }: PagedOptions<T>): PagedList<T> {
  const [list, setList] = useState<PageOf<T> & { key: string; error?: unknown }>();
  const [wanted, setWanted] = useState<string>();
  const [tries, setTries] = useState(0);
  const reading = useRef(read);
  reading.current = read;

  useEffect(() => {
    const asking = new AbortController();
    reading.current(undefined, asking.signal).then(
      (first) =>
        setList((now) => {
          if (now?.key !== key || now.error !== undefined) return { ...first, key };
          const fresh = new Set(first.items.map(keyOf));
          const rest = now.items.filter((item) => !fresh.has(keyOf(item)));
          // What was read before still follows, unless more came meanwhile than a page holds.
          const joins = rest.length > 0 && rest.length < now.items.length;
          return joins
            ? { items: [...first.items, ...rest], next: now.next, key }
            : { ...first, key };
        }),
      (error) => {
        if (!asking.signal.aborted) setList({ items: [], next: null, key, error });
      },
    );
    return () => asking.abort();
  }, [key, news, tries]);

  useEffect(() => {
    if (wanted === undefined) return;
    const asking = new AbortController();
    reading.current(wanted, asking.signal).then(
      (page) =>
        setList((now) => {
          if (now?.key !== key) return now;
          const known = new Set(now.items.map(keyOf));
          const items = [...now.items, ...page.items.filter((item) => !known.has(keyOf(item)))];
          return { items, next: page.next, key };
        }),
      // The button is still there.
      () => {},
    ).finally(() => setWanted(undefined));
    return () => asking.abort();
  }, [key, wanted]);

  const isKnown = list?.key === key;
  return {
    status: !isKnown ? "loading" : list.error !== undefined ? "failed" : "there",
    error: isKnown ? list.error : undefined,
    items: isKnown ? list.items : [],
    hasMore: isKnown && list.next !== null,
    retry: () => setTries(tries + 1),
    more: () => isKnown && list.next !== null && setWanted(list.next),
  };
}
