/** What quality control found at each site over the last 30 days, kept up to date by each sample. */
import { signal } from "@preact/signals";
import type { GradeCounts, QualitySiteStats } from "../../../contract/sqal.ts";
import { ask, query } from "../api.ts";
import type { EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";
import { SITES } from "./sites.ts";

export interface SiteQuality {
  samples: number;
  scoreSum: number;
  compliant: number;
  grades: GradeCounts;
}

class SiteQualities implements Holding {
  readonly bySite = signal<Readonly<Record<string, SiteQuality>>>({});

  async load(signal: AbortSignal): Promise<() => void> {
    const found = await Promise.all(
      SITES.map(({ code }) =>
        ask<QualitySiteStats>(`/api/sqal/stats/sites${query({ site_code: code })}`, { signal })
      ),
    );
    return () =>
      this.bySite.value = Object.fromEntries(
        SITES.map(({ code }, i) => [code, qualityOf(found[i]!)]),
      );
  }

  apply(events: readonly EventFrame[]): void {
    let bySite: Record<string, SiteQuality> | undefined;
    for (const event of events) {
      if (event.type !== "sensor_update" || !event.site) continue;
      bySite ??= { ...this.bySite.value };
      const before = bySite[event.site] ?? NONE;
      const { final_grade, final_score, is_compliant } = event.fusion;
      bySite[event.site] = {
        samples: before.samples + 1,
        scoreSum: before.scoreSum + final_score,
        compliant: before.compliant + (is_compliant ? 1 : 0),
        grades: { ...before.grades, [final_grade]: before.grades[final_grade] + 1 },
      };
    }
    if (bySite) this.bySite.value = bySite;
  }
}

const NONE: SiteQuality = {
  samples: 0,
  scoreSum: 0,
  compliant: 0,
  grades: { "A+": 0, A: 0, B: 0, C: 0, REJECT: 0 },
};

function qualityOf(stats: QualitySiteStats): SiteQuality {
  const samples = stats.total_samples;
  return {
    samples,
    scoreSum: (stats.avg_quality_score ?? 0) * samples,
    compliant: Math.round((stats.compliance_rate_pct ?? 0) * samples / 100),
    grades: stats.grade_distribution,
  };
}

export const siteQualities: SiteQualities = hold(new SiteQualities());
