/** The wall's time by the second, for those who show how long something lasts. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const now = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Epoch milliseconds; the component is drawn again each second while `isNeeded`. */
export function useNow(isNeeded: boolean): number {
  useEffect(() => {
    if (!isNeeded) return;
    watchers++;
    timer ??= setInterval(() => now.value = Date.now(), 1_000);
    return () => {
      if (--watchers > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, [isNeeded]);
  return isNeeded ? Math.max(now.value, Date.now()) : now.peek();
}
