/** All HTTP resources as one value, testable without a socket. */
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Logger } from "../lib/log.ts";
import { type AccessRoutesDeps, addAccessRoutes, guard, type GuardOptions } from "./auth/mod.ts";
import { isHttps } from "./client_address.ts";
import { addConsumerRoutes, type ConsumerRoutesDeps } from "./consumer.ts";
import { addCurveRoutes, type CurveRoutesDeps } from "./curves.ts";
import type { ControlRoutesDeps } from "./control_deps.ts";
import { addControlPanelRoutes } from "./control_panel.ts";
import { addDocsRoutes } from "./docs/mod.ts";
import { addExportRoutes, type ExportRoutesDeps } from "./exports.ts";
import { addHealthRoutes, type HealthDeps } from "./health.ts";
import { addLotRoutes, type LotRoutesDeps } from "./lots.ts";
import { notFound, onError, problem } from "./problems.ts";
import { addRegistryRoutes, type RegistryRoutesDeps } from "./registry.ts";
import { addProductRoutes } from "./products.ts";
import { addPublicPage } from "./public_page/mod.ts";
import { router } from "./routes.ts";
import { addRunRoutes } from "./runs.ts";
import { securityHeaders } from "./security_headers.ts";
import { addSiteRoutes, type SiteRoutesDeps } from "./sites.ts";
import { addSqalRoutes, type SqalRoutesDeps } from "./sqal.ts";
import { addTraceRoutes, type TraceRoutesDeps } from "./trace.ts";

export type AppDeps =
  & HealthDeps
  & ControlRoutesDeps
  & LotRoutesDeps
  & SiteRoutesDeps
  & SqalRoutesDeps
  & RegistryRoutesDeps
  & TraceRoutesDeps
  & ExportRoutesDeps
  & {
    consumer: ConsumerRoutesDeps["consumer"];
    curves: Pick<CurveRoutesDeps, "curves" | "optimiseCurve">;
    log: Logger;
    access: Pick<GuardOptions, "gate" | "proxies"> & {
      audit: GuardOptions["audit"] & AccessRoutesDeps["audit"];
      /** Origins of other sites whose pages may call, with credentials. */
      allowedOrigins: readonly string[];
    };
  };

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export function createApp(deps: AppDeps): OpenAPIHono {
  const app = router();
  app.onError(onError(deps.log));
  app.notFound(() => notFound().getResponse());
  const { gate, proxies, audit, allowedOrigins } = deps.access;
  app.use(requestId({ limitLength: 64 }));
  app.use(securityHeaders((c) => isHttps(c, proxies)));
  app.use(cors({
    origin: [...allowedOrigins],
    credentials: true,
    exposeHeaders: ["Retry-After", "X-Request-Id"],
    maxAge: 600,
  }));
  app.use(guard({ gate, proxies, audit, lots: deps.lots, log: deps.log }));
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
  addAccessRoutes(app, { gate, audit });
  addLotRoutes(app, deps);
  addConsumerRoutes(app, deps);
  addProductRoutes(app, deps);
  addPublicPage(app, deps);
  addCurveRoutes(app, { ...deps, ...deps.curves });
  addSiteRoutes(app, deps);
  addSqalRoutes(app, deps);
  addControlPanelRoutes(app, deps);
  addRunRoutes(app, deps);
  addRegistryRoutes(app, deps);
  addTraceRoutes(app, deps);
  addExportRoutes(app, deps);
  addDocsRoutes(app, { version: deps.version, policy: gate.policy });
  return app;
}
