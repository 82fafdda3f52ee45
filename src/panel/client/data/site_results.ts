/** Courses and results of the sites, read again when lots have moved on. */
import { useEffect, useState } from "preact/hooks";
import type { LotResults, SiteCourses } from "../../../contract/sites.ts";
import { ask } from "../api.ts";
import { loads } from "../live/store.ts";
import { type Read, useRead } from "../ui/read.ts";
import { lots } from "./lots.ts";
import { samples } from "./samples.ts";

/** Means over weeks move little: they are read again at most so often, and only after news. */
const AT_MOST_EVERY_MS = 5_000;

export function useCourses(): Read<SiteCourses> {
  const news = useSpaced(lots.version.value);
  return useRead("courses", (signal) => ask<SiteCourses>("/api/sites/courses", { signal }), [
    news,
    loads.value,
  ]);
}

export function useResults(): Read<LotResults> {
  const news = useSpaced(samples.recent.value[0]?.sampleId);
  return useRead("results", (signal) => ask<LotResults>("/api/sites/results", { signal }), [
    news,
    loads.value,
  ]);
}

/** The value, followed at most every few seconds. */
function useSpaced<T>(value: T): T {
  const [spaced, setSpaced] = useState({ value, atMs: performance.now() });
  useEffect(() => {
    if (value === spaced.value) return;
    const waitMs = Math.max(0, spaced.atMs + AT_MOST_EVERY_MS - performance.now());
    const timer = setTimeout(() => setSpaced({ value, atMs: performance.now() }), waitMs);
    return () => clearTimeout(timer);
  }, [value, spaced]);
  return spaced.value;
}
