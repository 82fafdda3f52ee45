/** Makes runs. */
import { NO_STATS } from "../contract/control_host.ts";
import type { RunKind, SimulatorKind } from "../contract/control_runs.ts";
import type { StoredRun } from "../db/run_repository.ts";
import type { StartRequest } from "./outcomes.ts";

const CONTAINER_NAMES: Readonly<Record<SimulatorKind, string>> = {
  gavage: "gaveurs_simulator_",
  sqal: "sqal_simulator_",
  consumer: "gaveurs_simulator_",
};

/** A run as it is before anybody works on it; what was left open is drawn. */
export function newRun(
  { kind, config, name, seed, restart = "on-failure", resume = true, parentId }:
    & Omit<StartRequest, "kind" | "config">
    & { kind: RunKind; config: object },
  nowMs: number,
): StoredRun {
  const id = hex(crypto.getRandomValues(new Uint8Array(6)));
  const prefix = kind === "scenario" ? "scenario_" : CONTAINER_NAMES[kind];
  return {
    id,
    kind,
    name: name ?? id,
    // Old clients look for the name that a container would have had.
    container_name: prefix + (name === undefined ? id : `${name.toLowerCase()}_${id}`),
    parent_id: parentId ?? null,
    config: { ...config },
    seed: seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    status: "starting",
    restart,
    resume,
    paused: false,
    owner: null,
    created_at: new Date(nowMs).toISOString().replace("Z", "+00:00"),
    started_at: null,
    ended_at: null,
    restarts: 0,
    interruptions: 0,
    outcome: null,
    error: null,
    stats: NO_STATS,
  };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
