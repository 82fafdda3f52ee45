/** What a component reads over REST for itself: shown as loading, failed or there. */
import { useEffect, useState } from "preact/hooks";

export interface Failure {
  error: unknown;
  retry(): void;
}

export type Read<T> =
  | { status: "loading" }
  | { status: "failed" } & Failure
  | { status: "there"; value: T };

/**
 * Reads when the component appears and when `deps` change; an older answer never covers a newer
 * one. What was there stays shown while the same thing is read again: `key` names the thing.
 */
export function useRead<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[] = [],
): Read<T> {
  const [state, setState] = useState<{ key: string; read: Read<T> }>({
    key,
    read: { status: "loading" },
  });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    read(asking.signal).then(
      (value) => setState({ key, read: { status: "there", value } }),
      (error) => {
        if (asking.signal.aborted) return;
        const retry = () => setTries((n) => n + 1);
        setState({ key, read: { status: "failed", error, retry } });
      },
    );
    return () => asking.abort();
  }, [key, tries, ...deps]);
  return state.key === key ? state.read : { status: "loading" };
}
