/** `/api/sqal/stats` and the dashboard's overview. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { GRADES } from "../contract/realtime.ts";
import {
  DashboardOverview,
  GradeDistribution,
  HourlyStatsList,
  QualitySiteStats,
} from "../contract/sqal.ts";
import { word } from "../contract/words.ts";
import type { AlertRepository } from "../db/alert_repository.ts";
import type { DeviceRepository } from "../db/device_repository.ts";
import type { SampleRepository } from "../db/sample_repository.ts";
import type { SqalStatsRepository } from "../db/sqal_stats_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import { invalidAnswer } from "./_fastapi.ts";
import { DAY_MS, periodOf, periodQuery } from "./_sqal_period.ts";
import { json } from "./routes.ts";

export interface QualityStatsRoutesDeps {
  clock: Clock;
  sqal: {
    stats: Pick<SqalStatsRepository, "hourly" | "totals" | "topDevices">;
    samples: Pick<SampleRepository, "newestTime">;
    devices: Pick<DeviceRepository, "activity">;
    alerts: Pick<AlertRepository, "countOpen">;
  };
}

const tags = ["SQAL"];
const siteQuery = z.object({ ...periodQuery, site_code: word(2).optional() });

const hourlyRoute = createRoute({
  method: "get",
  path: "/api/sqal/stats/hourly",
  tags,
  summary: "Statistics by hour and device (default: 7 days)",
  request: { query: z.object({ ...periodQuery, device_id: word(100).optional() }) },
  responses: { 200: json(HourlyStatsList, "Hours, newest first"), 422: invalidAnswer },
});

const sitesRoute = createRoute({
  method: "get",
  path: "/api/sqal/stats/sites",
  tags,
  summary: "Statistics of a site, or of all (default: 30 days)",
  request: { query: siteQuery },
  responses: { 200: json(QualitySiteStats, "The statistics"), 422: invalidAnswer },
});

const gradesRoute = createRoute({
  method: "get",
  path: "/api/sqal/stats/grade-distribution",
  tags,
  summary: "How many of each grade (default: 7 days)",
  request: { query: siteQuery },
  responses: { 200: json(GradeDistribution, "All five grades"), 422: invalidAnswer },
});

const overviewRoute = createRoute({
  method: "get",
  path: "/api/sqal/dashboard/overview",
  tags,
  summary: "The figures on top of the dashboard",
  responses: { 200: json(DashboardOverview, "The figures") },
});

export function addQualityStatsRoutes(
  routes: OpenAPIHono,
  { clock, sqal }: QualityStatsRoutesDeps,
): void {
  const { stats, samples, devices, alerts } = sqal;
  const period = (bounds: { start_time?: string; end_time?: string }, days: number) =>
    periodOf(bounds, {
      nowMs: clock.now(),
      newest: () => samples.newestTime(),
      windowMs: days * DAY_MS,
    });

  routes.openapi(hourlyRoute, async (c) => {
    const { device_id, ...bounds } = c.req.valid("query");
    const asked = await period(bounds, 7);
    const hours = await stats.hourly(asked, device_id);
    return c.json({ stats: hours, count: hours.length, period: asked }, 200);
  });

  routes.openapi(sitesRoute, async (c) => {
    const { site_code, ...bounds } = c.req.valid("query");
    const asked = await period(bounds, 30);
    const { grades, ...totals } = await stats.totals(asked, { site: site_code });
    return c.json({
      period_start: asked.start,
      period_end: asked.end,
      site_code: site_code ?? null,
      ...totals,
      grade_distribution: grades,
      top_devices: await stats.topDevices(asked, site_code),
    }, 200);
  });

  routes.openapi(gradesRoute, async (c) => {
    const { site_code, ...bounds } = c.req.valid("query");
    const asked = await period(bounds, 7);
    const { grades, total_samples: total } = await stats.totals(asked, { site: site_code });
    const percent = (count: number) => total === 0 ? 0 : Math.round(10_000 * count / total) / 100;
    const percentages = Object.fromEntries(GRADES.map((grade) => [grade, percent(grades[grade])]));
    return c.json({
      distribution: grades,
      total,
      percentages: percentages as typeof grades,
      period: asked,
    }, 200);
  });

  routes.openapi(overviewRoute, async (c) => {
    const { grades: _, ...day } = await stats.totals(await period({}, 1));
    const week = await stats.totals(await period({}, 7));
    const { active_devices, total_devices } = await devices.activity();
    return c.json({
      stats_24h: day,
      grade_distribution_7d: week.grades,
      ...await alerts.countOpen(),
      total_devices,
      active_devices,
      timestamp: frameTimestamp(clock.now()),
    }, 200);
  });
}
