/** Runs of simulators: who hosts them, what becomes of them, and scenarios of several. */
export { dockerLine, openLogStream } from "./log_stream.ts";
export type { StepOutcome } from "./live_scenario.ts";
export { Orchestration } from "./orchestration.ts";
export { type Answer, ControlPanel, type Singleton } from "./panel.ts";
export { describeFaults, readScenario } from "./read_scenario.ts";
export { RemoteOrder, type RemoteRuns } from "./remote_runs.ts";
export { ScenarioCatalogue } from "./scenario_catalogue.ts";
export { LEASE_MS } from "./journal.ts";
export { isActive, type StartOutcome, type StartRequest, type StopOutcome } from "./outcomes.ts";
export { Supervisor } from "./supervisor.ts";
export { type OpenThread, ThreadPool, type ThreadTiming } from "./thread_pool.ts";
