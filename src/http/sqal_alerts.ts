/** `/api/sqal/alerts`: what needs an operator, and that one has seen it. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  Acknowledged,
  Acknowledgement,
  ALERT_SEVERITIES,
  AlertId,
  AlertRow,
  NewAlert,
} from "../contract/sqal_alert.ts";
import type { AlertRepository } from "../db/alert_repository.ts";
import type { DeviceRepository } from "../db/device_repository.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Clock } from "../lib/clock.ts";
import { badField, detail, detailAnswer, invalidAnswer } from "./_fastapi.ts";
import { DAY_MS, periodQuery } from "./_sqal_period.ts";
import { actorName } from "./auth/mod.ts";
import { json, jsonBody } from "./routes.ts";

export interface AlertRoutesDeps {
  clock: Clock;
  sqal: {
    alerts: Pick<AlertRepository, "list" | "countOpen">;
    devices: Pick<DeviceRepository, "find">;
    /** Stores and broadcasts; returns the alert's id. */
    raiseByHand(alert: Alert): Promise<number>;
    /** Stores and broadcasts; undefined where there is no such alert. */
    acknowledge(
      alertId: number,
      by: string,
    ): Promise<{ acknowledged_by: string; acknowledged_at: string } | undefined>;
  };
}

const tags = ["SQAL"];

const listRoute = createRoute({
  method: "get",
  path: "/api/sqal/alerts",
  tags,
  summary: "Alerts, newest first: of a period, or raised in the last day",
  request: {
    query: z.object({
      ...periodQuery,
      severity: z.enum(ALERT_SEVERITIES).optional(),
      is_acknowledged: z.stringbool().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: { 200: json(z.array(AlertRow), "The alerts"), 422: invalidAnswer },
});

const raiseRoute = createRoute({
  method: "post",
  path: "/api/sqal/alerts",
  tags,
  summary: "Raise an alert by hand",
  request: { body: jsonBody(NewAlert) },
  responses: { 200: json(AlertId, "The new alert"), 422: invalidAnswer },
});

const acknowledgeRoute = createRoute({
  method: "post",
  path: "/api/sqal/alerts/{id}/acknowledge",
  tags,
  summary: "Somebody has seen it; the first to say so stands",
  request: {
    params: z.object({ id: z.coerce.number().int().min(1).max(2 ** 31 - 1) }),
    body: jsonBody(Acknowledgement),
  },
  responses: {
    200: json(Acknowledged, "Acknowledged"),
    404: detailAnswer("No such alert"),
    422: invalidAnswer,
  },
});

export function addAlertRoutes(routes: OpenAPIHono, { clock, sqal }: AlertRoutesDeps): void {
  const { alerts, devices, raiseByHand, acknowledge } = sqal;

  routes.openapi(listRoute, async (c) => {
    const { start_time, end_time, severity, is_acknowledged, limit } = c.req.valid("query");
    const found = await alerts.list({
      start: start_time,
      end: end_time,
      raisedSince: new Date(clock.now() - DAY_MS).toISOString(),
      severity,
      isAcknowledged: is_acknowledged,
      limit,
    });
    return c.json(found, 200);
  });

  routes.openapi(raiseRoute, async (c) => {
    const wanted = c.req.valid("json");
    const deviceId = wanted.device_id ?? null;
    const device = deviceId === null ? undefined : await devices.find(deviceId);
    if (deviceId !== null && !device) {
      throw badField(["body", "device_id"], `unknown device ${JSON.stringify(deviceId)}`);
    }
    const alert_id = await raiseByHand({
      type: wanted.alert_type,
      severity: wanted.severity,
      subject: deviceId === null ? "hand" : `device:${deviceId}`,
      time: new Date(clock.now()).toISOString(),
      title: wanted.alert_type,
      message: wanted.message,
      deviceId,
      sampleId: wanted.sample_id ?? null,
      codeLot: null,
      siteCode: device?.site_code ?? null,
      context: wanted.data_context ?? {},
    });
    return c.json({ alert_id }, 200);
  });

  routes.openapi(acknowledgeRoute, async (c) => {
    const { id } = c.req.valid("param");
    const done = await acknowledge(id, actorName(c, c.req.valid("json").acknowledged_by));
    if (!done) throw detail(404, `Alert ${id} not found`);
    const { acknowledged_by, acknowledged_at } = done;
    return c.json({ success: true as const, alert_id: id, acknowledged_by, acknowledged_at }, 200);
  });
}
