/** The older panel's scenarios: ours, with the numbers that a request brings. */
import type {
  Orchestrate,
  Orchestrated,
  OrchestratedName,
  OrchestrationStatus,
  SqalScenarioStarted,
} from "../contract/control.ts";
import { PANEL_FEEDBACKS_PER_HOUR } from "../contract/control.ts";
import { MAX_FEEDBACKS_PER_HOUR } from "../contract/control_runs.ts";
import type { Scenario, ScenarioStep } from "../contract/control_scenarios.ts";
import type { Clock } from "../lib/clock.ts";
import type { StepOutcome } from "./live_scenario.ts";
import {
  consumerStarted,
  type ControlPanel,
  gavageStarted,
  panelStatus,
  simulatorStarted,
} from "./panel.ts";
import type { ScenarioCatalogue } from "./scenario_catalogue.ts";
import type { StartOutcome } from "./outcomes.ts";
import type { Supervisor } from "./supervisor.ts";

/** Consumers of this scenario rate twice as often, as far as a request may ask. */
const DOUBLED: OrchestratedName = "quality_focus";

export interface OrchestrationDeps {
  supervisor: Supervisor;
  scenarios: ScenarioCatalogue;
  panel: ControlPanel;
  clock: Clock;
}

export class Orchestration {
  readonly #deps: OrchestrationDeps;

  constructor(deps: OrchestrationDeps) {
    this.#deps = deps;
  }

  /** Resolves once every step was started, or has failed. */
  async start(request: Orchestrate): Promise<Orchestrated> {
    const { supervisor, scenarios, panel, clock } = this.#deps;
    const started_at = new Date(clock.now()).toISOString().replace("Z", "000");
    const scenario = withNumbers(scenarios.builtin(request.scenario_name)!, request);
    const started = await supervisor.startScenario(scenario);
    const answer: Orchestrated = {
      scenario: request.scenario_name,
      status: "running",
      gavage: null,
      sqal_devices: [],
      consumer: null,
      errors: [],
      running_count: 0,
      started_at,
    };
    if (started.status === "too_many") {
      return { ...answer, status: "error", errors: [started.error] };
    }
    const outcomes = await started.steps;
    for (const outcome of outcomes) {
      const { step, error } = outcome;
      if (outcome.status === "error") {
        answer.errors.push(`${titleOf(step)}: ${error}`);
        continue;
      }
      answer.running_count++;
      const start = startOf(outcome);
      if (step.start === "gavage") answer.gavage = gavageStarted(start, step.with);
      else if (step.start === "sqal") {
        answer.sqal_devices.push(simulatorStarted(start, step.with.device_id));
      } else {
        const lots = await panel.targetedLots(step.with);
        answer.consumer = consumerStarted(start, step.with, lots);
      }
    }
    answer.status = answer.errors.length === 0
      ? outcomes.length < scenario.steps.length ? "stopped" : "running"
      : answer.running_count > 0
      ? "partial"
      : "error";
    return answer;
  }

  async startDevices(
    { scenario_name, duration }: {
      scenario_name: SqalScenarioStarted["scenario"];
      duration: number;
    },
  ): Promise<SqalScenarioStarted> {
    const { supervisor, scenarios } = this.#deps;
    const scenario = scenarios.builtin(scenario_name)!;
    const steps = scenario.steps.map((step): ScenarioStep => withDuration(step, duration));
    const started = await supervisor.startScenario({ ...scenario, steps });
    if (started.status === "too_many") {
      const { error } = started;
      const results = steps.flatMap((step) =>
        step.start === "sqal"
          ? [{ status: "error" as const, device_id: step.with.device_id, error }]
          : []
      );
      return { scenario: scenario_name, started_count: 0, results };
    }
    const results: SqalScenarioStarted["results"] = (await started.steps).flatMap((
      outcome,
    ): SqalScenarioStarted["results"] => {
      const { step, error = "" } = outcome;
      if (step.start !== "sqal") return [];
      const { device_id } = step.with;
      return outcome.status === "error"
        ? [{ status: "error" as const, device_id, error }]
        : [simulatorStarted(startOf(outcome), device_id)];
    });
    const started_count = results.filter(({ status }) => status !== "error").length;
    return { scenario: scenario_name, started_count, results };
  }

  async status(): Promise<OrchestrationStatus> {
    const { supervisor, panel } = this.#deps;
    const gavage = await panel.singleton("gavage");
    const consumer = await panel.singleton("consumer");
    const devices = (await supervisor.newest("sqal")).map((run) => ({
      device_id: run.name,
      status: panelStatus(run),
    }));
    const running_devices = devices.filter(({ status }) => status === "running").length;
    const singletons = [gavage, consumer].filter(({ status }) => status === "running").length;
    return {
      gavage,
      sqal: { total_devices: devices.length, running_devices, devices },
      consumer,
      lots: await supervisor.lotCounts(),
      overall_status: {
        total_simulators: devices.length + 2,
        running_simulators: running_devices + singletons,
      },
    };
  }
}

/** A built-in scenario with the numbers asked for. */
function withNumbers(scenario: Scenario, request: Orchestrate): Scenario {
  const { nb_lots, acceleration, duration, nb_sqal_devices } = request;
  const perHour = request.feedbacks_per_hour * (request.scenario_name === DOUBLED ? 2 : 1);
  const feedbacks_per_hour = Math.min(PANEL_FEEDBACKS_PER_HOUR, perHour);
  // Who eats what is fed lives as fast as the ducks, as far as a run may send reviews.
  const pace = scenario.steps.some(({ start }) => start === "gavage")
    ? { acceleration: Math.min(acceleration, Math.floor(MAX_FEEDBACKS_PER_HOUR / perHour)) }
    : {};
  let devices = 0;
  const steps = scenario.steps
    .filter((step) => step.start !== "sqal" || devices++ < nb_sqal_devices)
    .map((step) => withDuration(step, duration))
    .map((step): ScenarioStep => {
      if (step.start === "gavage") {
        return { ...step, with: { ...step.with, nb_lots, acceleration } };
      }
      if (step.start === "consumer") {
        return { ...step, with: { ...step.with, feedbacks_per_hour, ...pace } };
      }
      return step;
    });
  return { ...scenario, steps };
}

function withDuration(step: ScenarioStep, duration: number): ScenarioStep {
  return { ...step, with: { ...step.with, duration } } as ScenarioStep;
}

function startOf({ status, run }: StepOutcome): StartOutcome {
  return { status: status as "started" | "already_running", run: run! };
}

function titleOf(step: ScenarioStep): string {
  if (step.start === "sqal") return `SQAL ${step.with.device_id}`;
  return step.start === "gavage" ? "Gavage" : "Consumer";
}
