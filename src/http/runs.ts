/** `/api/control-panel/runs` and `/scenarios`: every run that there is, whatever its kind. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Force } from "../contract/control.ts";
import {
  ClosedLots,
  createRunBody,
  LOG_LINE_LEVELS,
  LogLineList,
  PatchRun,
  Run,
  RUN_KINDS,
  RUN_STATUSES,
  RunList,
  RunReport,
  type RunStatus,
  RunWithLots,
} from "../contract/control_runs.ts";
import { CreateScenario, ScenarioList, ScenarioView } from "../contract/control_scenarios.ts";
import { CloseLotBody } from "../contract/lots.ts";
import type { Clock } from "../lib/clock.ts";
import { actorName } from "./auth/mod.ts";
import type { Changed, ControlRoutesDeps, RunActs } from "./control_deps.ts";
import { notFound, refusal } from "./problems.ts";
import { json, jsonBody, problemAnswer, router } from "./routes.ts";

const PREFIX = "/api/control-panel";
const tags = ["Control Panel - Runs"];

const RunId = z.object({
  id: z.string().regex(/^[0-9a-f]{12}$/, { error: "expected a run's id" }),
});
const Statuses = z.string().transform((text) => text.split(","))
  .pipe(z.array(z.enum(RUN_STATUSES)));
const Levels = z.string().transform((text) => text.split(","))
  .pipe(z.array(z.enum(LOG_LINE_LEVELS)));

const createRunRoute = (maxLots: number) =>
  createRoute({
    method: "post",
    path: `${PREFIX}/runs`,
    tags,
    summary: "Start a run of any kind",
    request: { body: jsonBody(createRunBody(maxLots)) },
    responses: {
      201: json(Run, "The run"),
      404: problemAnswer("No such scenario"),
      409: problemAnswer("A run of this kind and name is under way, or too many are"),
      422: problemAnswer("The body is not what it should be, or the server refused the run"),
    },
  });

const listRunsRoute = createRoute({
  method: "get",
  path: `${PREFIX}/runs`,
  tags,
  summary: "Runs, newest first",
  request: {
    query: z.object({
      kind: z.enum(RUN_KINDS).optional(),
      status: Statuses.optional().meta({ type: "string", description: "With commas" }),
      parent_id: z.string().max(12).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: z.string().regex(/^[0-9a-f]{12}$/, { error: "expected a next_cursor" }).optional(),
    }),
  },
  responses: { 200: json(RunList, "A page of runs") },
});

const ofRun = { params: RunId };

const getRunRoute = createRoute({
  method: "get",
  path: `${PREFIX}/runs/{id}`,
  tags,
  summary: "A run, and the lots that it placed",
  request: ofRun,
  responses: { 200: json(RunWithLots, "The run"), 404: problemAnswer("No such run") },
});

const stopRunRoute = createRoute({
  method: "post",
  path: `${PREFIX}/runs/{id}/stop`,
  tags,
  summary: "Stop a run",
  request: { ...ofRun, query: Force },
  responses: {
    200: json(Run, "The run, stopped"),
    404: problemAnswer("No such run"),
    409: problemAnswer("It is not under way here"),
  },
});

const closeLotsRoute = createRoute({
  method: "post",
  path: `${PREFIX}/runs/{id}/close-lots`,
  tags,
  summary: "End the lots that a run left unfinished; they never come to quality control",
  request: { ...ofRun, body: jsonBody(CloseLotBody) },
  responses: {
    200: json(ClosedLots, "The lots ended now"),
    404: problemAnswer("No such run"),
    409: problemAnswer("It is under way, and feeds them"),
    422: problemAnswer("No reason, or nobody who says so"),
  },
});

const changeRunRoute = (verb: "pause" | "resume") =>
  createRoute({
    method: "post",
    path: `${PREFIX}/runs/{id}/${verb}`,
    tags,
    summary: verb === "pause" ? "Let simulated time stand still" : "Let it go on",
    request: ofRun,
    responses: {
      200: json(Run, "The run"),
      404: problemAnswer("No such run"),
      409: problemAnswer("Not possible now"),
    },
  });

const patchRunRoute = createRoute({
  method: "patch",
  path: `${PREFIX}/runs/{id}`,
  tags,
  summary: "Change how fast simulated time runs",
  request: { ...ofRun, body: jsonBody(PatchRun) },
  responses: {
    200: json(Run, "The run"),
    404: problemAnswer("No such run"),
    409: problemAnswer("Not possible for this run"),
  },
});

const logsRoute = createRoute({
  method: "get",
  path: `${PREFIX}/runs/{id}/logs`,
  tags,
  summary: "The last lines of a run",
  request: {
    ...ofRun,
    query: z.object({
      tail: z.coerce.number().int().min(1).max(2_000).default(100),
      level: Levels.optional().meta({ type: "string", description: "With commas" }),
    }),
  },
  responses: { 200: json(LogLineList, "The lines"), 404: problemAnswer("No such run") },
});

const reportRoute = createRoute({
  method: "get",
  path: `${PREFIX}/runs/{id}/report`,
  tags,
  summary: "What a run did, and how well it kept its time",
  request: ofRun,
  responses: { 200: json(RunReport, "The report"), 404: problemAnswer("No such run") },
});

const listScenariosRoute = createRoute({
  method: "get",
  path: `${PREFIX}/scenarios`,
  tags,
  summary: "Every scenario",
  responses: { 200: json(ScenarioList, "The scenarios") },
});

const createScenarioRoute = createRoute({
  method: "post",
  path: `${PREFIX}/scenarios`,
  tags,
  summary: "Check a scenario, and keep it",
  request: { body: jsonBody(CreateScenario) },
  responses: {
    200: json(ScenarioView, "Checked, or replaced"),
    201: json(ScenarioView, "Kept"),
    409: problemAnswer("There is one of this name"),
    422: problemAnswer("It has faults: each with its line and key"),
  },
});

export function addRunRoutes(app: OpenAPIHono, { control, clock }: ControlRoutesDeps): void {
  const { runs, maxLots } = control;
  const routes = router();

  routes.openapi(createRunRoute(maxLots), async (c) => {
    const outcome = await runs.create(c.req.valid("json"));
    switch (outcome.status) {
      case "started":
        return c.json(outcome.run, 201);
      case "already_running": {
        const detail = `a ${outcome.run.kind} run named ${outcome.run.name} is under way: ` +
          outcome.run.id;
        throw refusal({ status: 409, code: "already_running", detail });
      }
      case "failed":
        throw refusal({
          status: 422,
          code: "run_failed",
          detail: `run ${outcome.run.id}: ${outcome.error}`,
        });
      case "too_many":
        throw refusal({ status: 409, code: "too_many_runs", detail: outcome.error });
      case "unknown_scenario":
        throw notFound(`no scenario ${outcome.name}`);
    }
  });

  routes.openapi(listRunsRoute, async (c) => {
    const { kind, status, parent_id, limit, cursor } = c.req.valid("query");
    const found = await runs.list({
      limit: limit + 1,
      ...(kind && { kind }),
      ...(status && { statuses: status as RunStatus[] }),
      ...(parent_id && { parentId: parent_id }),
      ...(cursor && { beforeId: cursor }),
    });
    const page = found.slice(0, limit);
    const next_cursor = found.length > limit ? page.at(-1)!.id : null;
    return c.json({ runs: page, next_cursor }, 200);
  });

  routes.openapi(getRunRoute, async (c) => {
    const run = await known(runs, c.req.valid("param").id);
    const lots = run.kind === "gavage" ? await runs.lots(run.id) : [];
    return c.json({ ...run, lots }, 200);
  });

  routes.openapi(stopRunRoute, async (c) => {
    const { id } = c.req.valid("param");
    const outcome = await runs.stop(id, { force: c.req.valid("query").force });
    if (outcome.status === "not_found") throw notFound(`no run ${id}`);
    if (outcome.status === "stopped") return c.json(outcome.run, 200);
    const [code, detail] = outcome.status === "elsewhere"
      ? ["hosted_elsewhere", outcome.detail ?? `another server hosts run ${id}`]
      : ["not_running", `run ${id} is ${outcome.run.status}`];
    throw refusal({ status: 409, code, detail });
  });

  routes.openapi(closeLotsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { by, reason } = c.req.valid("json");
    const outcome = await runs.closeLots(id, { by: actorName(c, by), reason });
    if (outcome.status === "closed") return c.json({ closed: outcome.closed }, 200);
    if (outcome.status === "not_found") throw notFound(`no run ${id}`);
    const detail = `close the lots of run ${id}: it is under way, stop it first`;
    throw refusal({ status: 409, code: "run_active", detail });
  });

  for (const verb of ["pause", "resume"] as const) {
    routes.openapi(changeRunRoute(verb), async (c) => {
      const { id } = c.req.valid("param");
      return c.json(await changed(runs, id, await runs[verb](id)), 200);
    });
  }

  routes.openapi(patchRunRoute, async (c) => {
    const { id } = c.req.valid("param");
    const outcome = await runs.accelerate(id, c.req.valid("json").acceleration);
    return c.json(await changed(runs, id, outcome), 200);
  });

  routes.openapi(logsRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { tail, level } = c.req.valid("query");
    await known(runs, id);
    return c.json({ lines: await runs.logs(id, { tail, ...(level && { levels: level }) }) }, 200);
  });

  routes.openapi(reportRoute, async (c) => {
    return c.json(reportOf(await known(runs, c.req.valid("param").id), clock), 200);
  });

  addScenarioRoutes(routes, control);
  app.route("/", routes);
}

function addScenarioRoutes(routes: OpenAPIHono, { scenarios }: ControlRoutesDeps["control"]): void {
  routes.openapi(listScenariosRoute, async (c) => {
    return c.json({ scenarios: await scenarios.list() }, 200);
  });

  routes.openapi(createScenarioRoute, async (c) => {
    const { document, replace, dry_run } = c.req.valid("json");
    const reading = scenarios.read(document);
    if (reading.status === "invalid") {
      const errors = reading.faults.map(({ line, key, message }) => ({
        field: line === null ? key : `line ${line}${key && `, ${key}`}`,
        message,
      }));
      const detail = errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
      throw refusal({ status: 422, code: "invalid_scenario", detail, errors });
    }
    const entry = { scenario: reading.scenario, document };
    const view = scenarios.view(entry);
    if (dry_run) return c.json(view, 200);
    const outcome = await scenarios.write(entry, { replace });
    if (outcome === "created") return c.json(view, 201);
    if (outcome === "replaced") return c.json(view, 200);
    const detail = outcome === "builtin"
      ? `name: every server knows ${view.name}; choose another`
      : `name: there is a scenario ${view.name}; replace: true takes its place`;
    throw refusal({ status: 409, code: "scenario_exists", detail });
  });
}

async function known(runs: RunActs, id: string): Promise<Run> {
  const run = await runs.find(id);
  if (!run) throw notFound(`no run ${id}`);
  return run;
}

function changed(runs: RunActs, id: string, outcome: Changed): Promise<Run> {
  if (outcome.status === "done") return known(runs, id);
  if (outcome.status === "not_found") throw notFound(`no run ${id}`);
  throw refusal({ status: 409, code: "not_possible", detail: outcome.detail });
}

function reportOf(run: Run, clock: Clock) {
  const { id, kind, status, seed, started_at, ended_at } = run;
  const { restarts, interruptions, outcome, error, stats } = run;
  const endMs = ended_at === null ? clock.now() : Date.parse(ended_at);
  const wall_seconds = started_at === null ? null : (endMs - Date.parse(started_at)) / 1_000;
  return {
    ...{ id, kind, status, seed, started_at, ended_at, wall_seconds },
    ...{ restarts, interruptions, outcome, error },
    ...stats,
  };
}
