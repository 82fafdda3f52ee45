/** Is it alive, is it ready, and the older system's `/health`. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";

export interface HealthDeps {
  clock: Clock;
  version: string;
  /** Resolves when the database answers; rejects with a public message. */
  pingDatabase(): Promise<void>;
  /** True once the server has begun to stop: no new traffic should come. */
  isStopping(): boolean;
  /** Prometheus text. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

export function addHealthRoutes(app: OpenAPIHono, deps: HealthDeps): void {
  const { clock } = deps;
  const livez = { status: "alive" };

  app.get("/livez", (c) => c.json(livez));
  app.get("/health/live", (c) => c.json(livez));

  for (const path of ["/readyz", "/health/ready", "/health/startup"]) {
    app.get(path, async (c) => {
      if (deps.isStopping()) return c.json({ status: "stopping" }, 503);
      try {
        await deps.pingDatabase();
        return c.json({ status: "ready", database: "connected" });
      } catch (error) {
        return c.json({ status: "not_ready", database: messageOf(error) }, 503);
      }
    });
  }

  app.get("/health", async (c) => {
    try {
      await deps.pingDatabase();
      const timestamp = frameTimestamp(clock.now());
      return c.json({ status: "healthy", database: "connected", timestamp });
    } catch (error) {
      return c.json({ detail: `Database error: ${messageOf(error)}` }, 503);
    }
  });

  app.get("/metrics", async (c) => {
    const { contentType, text } = await deps.metrics();
    return c.body(text, 200, { "content-type": contentType });
  });

  app.get("/", (c) =>
    c.json({
      application: "gavaged",
      version: deps.version,
      description: "Simulates, ingests and shows the making of foie gras in real time",
      status: "operational",
    }));
}
