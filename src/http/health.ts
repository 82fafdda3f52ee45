/** Is it alive, is it ready, and the older system's `/health`. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";

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

export function addHealthRoutes(app: OpenAPIHono, deps: HealthDeps): void {
  const { clock, log } = deps;
  const livez = { status: "alive" };
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

  app.get("/livez", (c) => c.json(livez));
  app.get("/health/live", (c) => c.json(livez));

  for (const path of ["/readyz", "/health/ready", "/health/startup"]) {
    app.get(path, async (c) => {
      if (deps.isStopping()) return c.json({ status: "stopping" }, 503);
      return await isDatabaseThere()
        ? c.json({ status: "ready", database: "connected" })
        : c.json({ status: "not_ready", database: NO_ANSWER }, 503);
    });
  }

  app.get("/health", async (c) => {
    if (!await isDatabaseThere()) return c.json({ detail: `Database error: ${NO_ANSWER}` }, 503);
    const timestamp = frameTimestamp(clock.now());
    return c.json({ status: "healthy", database: "connected", timestamp });
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
