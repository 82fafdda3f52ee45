/** `/api/sqal`: health, devices, samples and their regrading. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  DEVICE_STATUSES,
  DeviceDetail,
  DeviceList,
  Prediction,
  SampleList,
  SampleRow,
  SqalHealth,
} from "../contract/sqal.ts";
import { word } from "../contract/words.ts";
import type { DeviceRepository } from "../db/device_repository.ts";
import type { SampleRepository } from "../db/sample_repository.ts";
import type { SqalStatsRepository } from "../db/sqal_stats_repository.ts";
import { DEFAULT_GRADE_TABLE, gradeOf } from "../domain/grades.ts";
import { frameTimestamp, restTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { detail, detailAnswer, fastapiRouter, invalidAnswer } from "./_fastapi.ts";
import { DAY_MS, periodOf, periodQuery } from "./_sqal_period.ts";
import { json } from "./routes.ts";
import { addAlertRoutes, type AlertRoutesDeps } from "./sqal_alerts.ts";
import { addQualityLotRoutes, type QualityLotRoutesDeps } from "./sqal_lots.ts";
import { addQualityStatsRoutes, type QualityStatsRoutesDeps } from "./sqal_stats.ts";

export interface SqalRoutesDeps {
  clock: Clock;
  log: Logger;
  sqal:
    & {
      devices: Pick<DeviceRepository, "list" | "find" | "activity">;
      samples: Pick<SampleRepository, "list" | "latest" | "newestTime">;
      stats: Pick<SqalStatsRepository, "hourly" | "totals" | "topDevices" | "lots">;
    }
    & AlertRoutesDeps["sqal"]
    & QualityLotRoutesDeps["sqal"]
    & QualityStatsRoutesDeps["sqal"];
}

const tags = ["SQAL"];
const degradedAfterSeconds = 300;
const deadAfterSeconds = 3_600;

const healthRoute = createRoute({
  method: "get",
  path: "/api/sqal/health",
  tags,
  summary: "Do samples come in?",
  responses: { 200: json(SqalHealth, "ok, degraded (5 min without a sample) or error (1 h)") },
});

const devicesRoute = createRoute({
  method: "get",
  path: "/api/sqal/devices",
  tags,
  summary: "Devices",
  request: {
    query: z.object({
      site_code: word(2).optional(),
      status: z.enum(DEVICE_STATUSES).optional(),
    }),
  },
  responses: { 200: json(DeviceList, "The devices"), 422: invalidAnswer },
});

const deviceRoute = createRoute({
  method: "get",
  path: "/api/sqal/devices/{device_id}",
  tags,
  summary: "One device, with its last day",
  request: { params: z.object({ device_id: word(100) }) },
  responses: { 200: json(DeviceDetail, "The device"), 404: detailAnswer("No such device") },
});

const latestRoute = createRoute({
  method: "get",
  path: "/api/sqal/samples/latest",
  tags,
  summary: "The newest sample",
  request: { query: z.object({ device_id: word(100).optional() }) },
  responses: { 200: json(SampleRow, "The sample"), 404: detailAnswer("No sample yet") },
});

const samplesRoute = createRoute({
  method: "get",
  path: "/api/sqal/samples",
  tags,
  summary: "Samples, newest first",
  request: {
    query: z.object({
      ...periodQuery,
      device_id: word(100).optional(),
      code_lot: word(20).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
  },
  responses: { 200: json(SampleList, "A page of samples"), 422: invalidAnswer },
});

const sampleRoute = createRoute({
  method: "get",
  path: "/api/sqal/samples/{sample_id}",
  tags,
  summary: "One sample, the newest that bears this id",
  request: {
    params: z.object({ sample_id: word(100) }),
    query: z.object({ device_id: word(100).optional() }),
  },
  responses: { 200: json(SampleRow, "The sample"), 404: detailAnswer("No such sample") },
});

const predictRoute = createRoute({
  method: "post",
  path: "/api/sqal/predict",
  tags,
  summary: "Grades a sample anew by this server's table of grades",
  request: { query: z.object({ sample_id: word(100) }) },
  responses: {
    200: json(Prediction, "The grade"),
    404: detailAnswer("No such sample"),
    422: invalidAnswer,
  },
});

export function addSqalRoutes(app: OpenAPIHono, deps: SqalRoutesDeps): void {
  const { clock, log } = deps;
  const { devices, samples, stats } = deps.sqal;
  const routes = fastapiRouter(log);

  routes.openapi(healthRoute, async (c) => {
    const timestamp = frameTimestamp(clock.now());
    try {
      const activity = await devices.activity();
      const { active_devices, last_sample_age_seconds } = activity;
      const ageSeconds = last_sample_age_seconds ?? Infinity;
      const status = ageSeconds > deadAfterSeconds
        ? "error" as const
        : ageSeconds > degradedAfterSeconds
        ? "degraded" as const
        : "ok" as const;
      return c.json({
        status,
        timestamp,
        active_devices,
        last_sample_age_seconds,
        database_connected: true,
      }, 200);
    } catch (error) {
      log.warn("cannot tell the health of quality control", { error });
      return c.json({
        status: "error" as const,
        timestamp,
        active_devices: 0,
        last_sample_age_seconds: null,
        database_connected: false,
      }, 200);
    }
  });

  routes.openapi(devicesRoute, async (c) => {
    const { site_code, status } = c.req.valid("query");
    const found = await devices.list({ siteCode: site_code, status });
    return c.json({ devices: found, total: found.length }, 200);
  });

  routes.openapi(deviceRoute, async (c) => {
    const { device_id } = c.req.valid("param");
    const device = await devices.find(device_id);
    if (!device) throw detail(404, `Device ${device_id} not found`);
    const latest = await samples.latest(device_id);
    const newest = () => Promise.resolve(latest?.time);
    const period = await periodOf({}, { nowMs: clock.now(), newest, windowMs: DAY_MS });
    const { total_samples, avg_quality_score } = await stats.totals(period, {
      deviceId: device_id,
    });
    return c.json({
      device,
      latest_sample: latest ?? null,
      hourly_stats: await stats.hourly(period, device_id),
      stats_24h: { total_samples, avg_quality_score },
    }, 200);
  });

  routes.openapi(latestRoute, async (c) => {
    const sample = await samples.latest(c.req.valid("query").device_id);
    if (!sample) throw detail(404, "No sample found");
    return c.json(sample, 200);
  });

  routes.openapi(samplesRoute, async (c) => {
    const { device_id, code_lot, limit, offset, ...bounds } = c.req.valid("query");
    const newest = () => samples.newestTime();
    const period = await periodOf(bounds, { nowMs: clock.now(), newest, windowMs: DAY_MS });
    const found = await samples.list({
      ...period,
      deviceId: device_id,
      codeLot: code_lot,
      limit,
      offset,
    });
    return c.json({ samples: found, count: found.length, period }, 200);
  });

  routes.openapi(sampleRoute, async (c) => {
    const { sample_id } = c.req.valid("param");
    const { device_id } = c.req.valid("query");
    return c.json(await theSample(sample_id, device_id), 200);
  });

  routes.openapi(predictRoute, async (c) => {
    const { sample_id } = c.req.valid("query");
    const sample = await theSample(sample_id);
    const score = sample.fusion_final_score;
    return c.json({
      prediction_id: `${sample.device_id}/${sample_id}/${sample.time}`,
      sample_id,
      device_id: sample.device_id,
      model_name: "grade-table",
      model_version: "1",
      score,
      grade: gradeOf(score),
      predicted_at: restTimestamp(new Date(clock.now())),
      explanations: { limits: DEFAULT_GRADE_TABLE, device_grade: sample.fusion_final_grade },
    }, 200);
  });

  addAlertRoutes(routes, deps);
  addQualityStatsRoutes(routes, deps);
  addQualityLotRoutes(routes, deps);
  app.route("/", routes);

  async function theSample(sampleId: string, deviceId?: string): Promise<SampleRow> {
    const [sample] = await samples.list({ sampleId, deviceId, limit: 1 });
    if (!sample) throw detail(404, `Sample ${sampleId} not found`);
    return sample;
  }
}
