/** All HTTP resources as one value, testable without a socket. */
import { bodyLimit } from "hono/body-limit";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Logger } from "../lib/log.ts";
import { addHealthRoutes, type HealthDeps } from "./health.ts";
import { addLotRoutes, type LotRoutesDeps } from "./lots.ts";
import { notFound, onError, problem } from "./problems.ts";
import { router } from "./routes.ts";
import { addSqalRoutes, type SqalRoutesDeps } from "./sqal.ts";

export type AppDeps = HealthDeps & LotRoutesDeps & SqalRoutesDeps & { log: Logger };

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export function createApp(deps: AppDeps): OpenAPIHono {
  const app = router();
  app.onError(onError(deps.log));
  app.notFound(() => notFound().getResponse());
  app.use(bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () =>
      problem({
        status: 413,
        code: "too_large",
        detail: `body too large: at most ${MAX_BODY_BYTES} bytes`,
      }),
  }));
  addHealthRoutes(app, deps);
  addLotRoutes(app, deps);
  addSqalRoutes(app, deps);
  return app;
}
