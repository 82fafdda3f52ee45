/** `/api/control-panel`: simulators, as the older control panel asks for them. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  AllStopped,
  ConsumerStarted,
  ControlHealth,
  ControlStats,
  Force,
  GavageStarted,
  orchestrate,
  Orchestrated,
  OrchestrationStatus,
  SimulatorLogs,
  SimulatorsStopped,
  SimulatorStarted,
  SimulatorStatus,
  SimulatorStopped,
  SingletonStatus,
  SqalScenarioStarted,
  StartConsumer,
  startGavage,
  StartSimulator,
  StartSqalScenario,
  Stopped,
  StopSimulator,
} from "../contract/control.ts";
import { word } from "../contract/words.ts";
import { frameTimestamp } from "../domain/time.ts";
import { detail, detailAnswer, fastapiRouter, invalidAnswer } from "./_fastapi.ts";
import type { Answer, ControlRoutesDeps } from "./control_deps.ts";
import { json, jsonBody } from "./routes.ts";

const PREFIX = "/api/control-panel";
const SQAL_TAGS = ["Control Panel - SQAL Simulators"];
const GAVAGE_TAGS = ["Control Panel - Gavage Simulator"];
const CONSUMER_TAGS = ["Control Panel - Consumer Simulator"];
const ORCHESTRATION_TAGS = ["Control Panel - Orchestrated Scenarios"];

const DeviceId = z.object({ device_id: word(100) });
const tail = z.coerce.number().int().min(1).max(2_000).default(100);

const refusals = {
  422: invalidAnswer,
  500: detailAnswer("It could not be started"),
  503: detailAnswer("Too many runs are under way, or the server is stopping"),
};
const stopRefusals = {
  404: detailAnswer("Never started"),
  422: invalidAnswer,
  500: detailAnswer("It could not be stopped here: another server hosts it"),
};

const get = <P extends string, S extends z.ZodType>(
  path: P,
  { tags, summary, answer }: { tags: string[]; summary: string; answer: S },
) =>
  createRoute({
    method: "get",
    path: `${PREFIX}${path}`,
    tags,
    summary,
    responses: { 200: json(answer, summary) },
  });

export function addControlPanelRoutes(app: OpenAPIHono, deps: ControlRoutesDeps): void {
  const routes = fastapiRouter(deps.log);
  addSimulatorRoutes(routes, deps);
  addSingletonRoutes(routes, deps);
  addOrchestrationRoutes(routes, deps);
  app.route("/", routes);
}

function addSimulatorRoutes(
  routes: OpenAPIHono,
  { control, clock, pingDatabase }: ControlRoutesDeps,
) {
  const { panel, orchestration } = control;

  routes.openapi(
    get("/health", {
      tags: SQAL_TAGS,
      summary: "Is the control panel there",
      answer: ControlHealth,
    }),
    (c) =>
      c.json({
        status: "healthy" as const,
        docker_available: false,
        runtime: "in-process" as const,
        timestamp: frameTimestamp(clock.now()),
      }, 200),
  );

  routes.openapi(
    get("/stats", { tags: SQAL_TAGS, summary: "Devices by status", answer: ControlStats }),
    async (c) => {
      const all = await panel.simulators();
      const count = (status: string) => all.filter((one) => one.status === status).length;
      return c.json({
        total_simulators: all.length,
        running_simulators: count("running"),
        stopped_simulators: count("stopped"),
        error_simulators: count("error"),
        docker_available: false,
        backend_healthy: await pingDatabase().then(() => true, () => false),
      }, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/simulators/start`,
      tags: SQAL_TAGS,
      summary: "Start a device",
      request: { body: jsonBody(StartSimulator) },
      responses: { 200: json(SimulatorStarted, "Started, or running already"), ...refusals },
    }),
    async (c) => c.json(bodyOf(await panel.startSimulator(c.req.valid("json"))), 200),
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/simulators/stop`,
      tags: SQAL_TAGS,
      summary: "Stop a device",
      request: { body: jsonBody(StopSimulator) },
      responses: { 200: json(SimulatorStopped, "Stopped, or not running"), ...stopRefusals },
    }),
    async (c) => {
      const { device_id, force } = c.req.valid("json");
      return c.json(bodyOf(await panel.stopSimulator(device_id, force)), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/simulators/stop-all`,
      tags: SQAL_TAGS,
      summary: "Stop every device",
      request: { query: Force },
      responses: { 200: json(SimulatorsStopped, "What was stopped"), 422: invalidAnswer },
    }),
    async (c) => {
      const results = await panel.stopSimulators(c.req.valid("query").force);
      return c.json({ stopped_count: results.length, results }, 200);
    },
  );

  routes.openapi(
    get("/simulators/list", {
      tags: SQAL_TAGS,
      summary: "Every device, running or not",
      answer: z.array(SimulatorStatus),
    }),
    async (c) => c.json(await panel.simulators(), 200),
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: `${PREFIX}/simulators/status/{device_id}`,
      tags: SQAL_TAGS,
      summary: "How a device does",
      request: { params: DeviceId },
      responses: { 200: json(SimulatorStatus, "Its status, or not_found"), 422: invalidAnswer },
    }),
    async (c) => c.json(await panel.simulator(c.req.valid("param").device_id), 200),
  );

  routes.openapi(
    createRoute({
      method: "get",
      path: `${PREFIX}/simulators/logs/{device_id}`,
      tags: SQAL_TAGS,
      summary: "The last lines of a device",
      request: { params: DeviceId, query: z.object({ tail }) },
      responses: {
        200: json(SimulatorLogs, "The lines, or that there is none"),
        422: invalidAnswer,
      },
    }),
    async (c) => {
      const { device_id } = c.req.valid("param");
      const lines = await panel.logs(device_id, c.req.valid("query").tail);
      const logs = lines?.join("\n") ??
        `Container sqal_simulator_${device_id.toLowerCase()} not found`;
      return c.json({ device_id, logs }, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/scenarios/start`,
      tags: SQAL_TAGS,
      summary: "Start several devices, a second between two",
      request: { body: jsonBody(StartSqalScenario) },
      responses: { 200: json(SqalScenarioStarted, "What became of each"), 422: invalidAnswer },
    }),
    async (c) => c.json(await orchestration.startDevices(c.req.valid("json")), 200),
  );
}

function addSingletonRoutes(routes: OpenAPIHono, { control }: ControlRoutesDeps) {
  const { panel, maxLots } = control;

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/gavage/start`,
      tags: GAVAGE_TAGS,
      summary: "Place lots and feed them",
      request: { body: jsonBody(startGavage(maxLots)) },
      responses: { 200: json(GavageStarted, "Started, or running already"), ...refusals },
    }),
    async (c) => {
      const { backend_url: _, ...config } = c.req.valid("json");
      return c.json(bodyOf(await panel.startGavage(config)), 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/consumer/start`,
      tags: CONSUMER_TAGS,
      summary: "Let consumers rate products",
      request: { body: jsonBody(StartConsumer) },
      responses: { 200: json(ConsumerStarted, "Started, or running already"), ...refusals },
    }),
    async (c) => c.json(bodyOf(await panel.startConsumer(c.req.valid("json"))), 200),
  );

  for (const [kind, tags] of [["gavage", GAVAGE_TAGS], ["consumer", CONSUMER_TAGS]] as const) {
    routes.openapi(
      createRoute({
        method: "post",
        path: `${PREFIX}/${kind}/stop`,
        tags,
        summary: `Stop the ${kind} simulator`,
        request: { query: Force },
        responses: { 200: json(Stopped, "Stopped, or not running"), ...stopRefusals },
      }),
      async (c) => c.json(bodyOf(await panel.stopSingleton(kind, c.req.valid("query").force)), 200),
    );
    routes.openapi(
      get(`/${kind}/status`, {
        tags,
        summary: `How the ${kind} simulator does`,
        answer: SingletonStatus,
      }),
      async (c) => c.json(await panel.singleton(kind), 200),
    );
  }
}

function addOrchestrationRoutes(routes: OpenAPIHono, { control }: ControlRoutesDeps) {
  const { panel, orchestration, maxLots } = control;

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/orchestrate/start`,
      tags: ORCHESTRATION_TAGS,
      summary: "Start the simulators of a scenario, one after the other",
      request: { body: jsonBody(orchestrate(maxLots)) },
      responses: { 200: json(Orchestrated, "What became of each"), 422: invalidAnswer },
    }),
    async (c) => c.json(await orchestration.start(c.req.valid("json")), 200),
  );

  routes.openapi(
    createRoute({
      method: "post",
      path: `${PREFIX}/orchestrate/stop-all`,
      tags: ORCHESTRATION_TAGS,
      summary: "Stop every simulator",
      responses: { 200: json(AllStopped, "What was stopped") },
    }),
    async (c) => c.json(await panel.stopAll(), 200),
  );

  routes.openapi(
    get("/orchestrate/status", {
      tags: ORCHESTRATION_TAGS,
      summary: "How everything does",
      answer: OrchestrationStatus,
    }),
    async (c) => c.json(await orchestration.status(), 200),
  );
}

function bodyOf<T>(answer: Answer<T>): T {
  if (answer.status === "answer") return answer.body;
  const status = { not_found: 404, too_many: 503, failed: 500 } as const;
  throw detail(status[answer.status], answer.error);
}
