/** Is it alive, is it ready, and the older system's `/health`. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { detailAnswer } from "./_fastapi.ts";
import { json, router } from "./routes.ts";

export interface HealthDeps {
  clock: Clock;
  log: Logger;
  version: string;
  /** Resolves when the database answers, and rejects in time when it does not. */
  pingDatabase(): Promise<void>;
  /** True once the server has begun to stop: no new traffic should come. */
  isStopping(): boolean;
  /** Prometheus text. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

const NO_ANSWER = "does not answer";
const tags = ["Operation"];

const Alive = z.object({ status: z.literal("alive") }).meta({ id: "Alive" });
const Readiness = z.object({
  status: z.enum(["ready", "not_ready", "stopping"]),
  database: z.string().optional(),
}).meta({ id: "Readiness" });
const Health = z.object({
  status: z.literal("healthy"),
  database: z.literal("connected"),
  timestamp: z.string(),
}).meta({ id: "Health" });
const Greeting = z.object({
  application: z.string(),
  version: z.string(),
  description: z.string(),
  status: z.literal("operational"),
}).meta({ id: "Greeting" });

const aliveRoute = (path: string) =>
  createRoute({
    method: "get",
    path,
    tags,
    summary: "Is the process alive?",
    responses: { 200: json(Alive, "It answers") },
  });

const readyRoute = (path: string) =>
  createRoute({
    method: "get",
    path,
    tags,
    summary: "Should traffic come here?",
    responses: {
      200: json(Readiness, "Yes"),
      503: json(Readiness, "No: it is stopping, or its database does not answer"),
    },
  });

const healthRoute = createRoute({
  method: "get",
  path: "/health",
  tags,
  summary: "The former system's question of health",
  responses: { 200: json(Health, "Healthy"), 503: detailAnswer("The database does not answer") },
});

const metricsRoute = createRoute({
  method: "get",
  path: "/metrics",
  tags,
  summary: "Metrics for Prometheus",
  responses: {
    200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
  },
});

const rootRoute = createRoute({
  method: "get",
  path: "/",
  tags,
  summary: "What this server is; a browser is shown the panel",
  responses: {
    200: {
      description: "Name and version, or the panel",
      content: {
        "application/json": { schema: Greeting },
        "text/html": { schema: z.string() },
      },
    },
  },
});

export function addHealthRoutes(app: OpenAPIHono, deps: HealthDeps): void {
  const { clock, log } = deps;
  /** The reason is for the log: a driver's message names hosts and paths. */
  const isDatabaseThere = async () => {
    try {
      await deps.pingDatabase();
      return true;
    } catch (error) {
      log.warn("the database does not answer", { error });
      return false;
    }
  };

  const routes = router();
  for (const path of ["/livez", "/health/live"]) {
    routes.openapi(aliveRoute(path), (c) => c.json({ status: "alive" as const }, 200));
  }

  for (const path of ["/readyz", "/health/ready", "/health/startup"]) {
    routes.openapi(readyRoute(path), async (c) => {
      if (deps.isStopping()) return c.json({ status: "stopping" as const }, 503);
      return await isDatabaseThere()
        ? c.json({ status: "ready" as const, database: "connected" }, 200)
        : c.json({ status: "not_ready" as const, database: NO_ANSWER }, 503);
    });
  }

  routes.openapi(healthRoute, async (c) => {
    if (!await isDatabaseThere()) return c.json({ detail: `Database error: ${NO_ANSWER}` }, 503);
    const timestamp = frameTimestamp(clock.now());
    return c.json(
      { status: "healthy" as const, database: "connected" as const, timestamp },
      200,
    );
  });

  routes.openapi(metricsRoute, async (c) => {
    const { contentType, text } = await deps.metrics();
    return c.text(text, 200, { "content-type": contentType });
  });

  // A browser is shown the panel, which is added behind.
  app.openAPIRegistry.registerPath(rootRoute);
  app.get(rootRoute.path, async (c, next) => {
    c.header("vary", "Accept", { append: true });
    if (c.req.header("accept")?.includes("text/html")) return await next();
    return c.json({
      application: "gavaged",
      version: deps.version,
      description: "Simulates, ingests and shows the making of foie gras in real time",
      status: "operational",
    });
  });

  app.route("/", routes);
}
