import { deepEqual } from "node:assert/strict";
import { NO_STATS } from "../contract/control_host.ts";
import type { ScenarioStep } from "../contract/control_scenarios.ts";
import type { StoredRun } from "../db/run_repository.ts";
import { ManualClock } from "../lib/clock.ts";
import { type Child, type EarlierRun, LiveScenario } from "./live_scenario.ts";
import type { StartOutcome, StartRequest } from "./outcomes.ts";

const device = (device_id: string, after?: string): ScenarioStep => ({
  start: "sqal",
  after,
  with: {
    device_id,
    location: "Ligne A",
    interval: 30,
    config_profile: "foiegras_standard_barquette",
    duration: 0,
  },
});

async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

class FakeChild implements Child {
  readonly run = {} as StoredRun;
  readonly told: string[] = [];
  readonly #end = Promise.withResolvers<void>();
  readonly ended = this.#end.promise;

  stop({ goal = "stopped" }: { goal?: string } = {}): Promise<void> {
    this.told.push(goal);
    this.end();
    return this.ended;
  }

  end(): void {
    this.#end.resolve();
  }

  pause() {
    return { status: "done" } as const;
  }

  resume() {
    return { status: "done" } as const;
  }
}

function aScenario(changes: Partial<StoredRun> = {}) {
  const clock = new ManualClock(0);
  const asked: { request: StartRequest; host(): FakeChild; settle(): void }[] = [];
  const statuses: string[] = [];
  const live = new LiveScenario({
    id: "0123456789ab",
    kind: "scenario",
    name: "0123456789ab",
    container_name: "scenario_0123456789ab",
    parent_id: null,
    config: { scenario: "x", steps: [device("A"), device("B", "2s"), device("C", "5s")] },
    seed: 1,
    status: "starting",
    restart: "on-failure",
    resume: true,
    paused: false,
    owner: null,
    created_at: "2026-11-22T00:00:00.000+00:00",
    started_at: null,
    ended_at: null,
    restarts: 0,
    interruptions: 0,
    outcome: null,
    error: null,
    stats: NO_STATS,
    ...changes,
  }, {
    clock,
    start(request, onHosted) {
      const { promise, resolve } = Promise.withResolvers<StartOutcome>();
      asked.push({
        request,
        host() {
          const child = new FakeChild();
          onHosted(child);
          return child;
        },
        settle: () => resolve({ status: "started", run: live.run }),
      });
      return promise;
    },
    onChange: ({ status }) => statuses.push(status),
    say() {},
  });
  const names = () => asked.map(({ request }) => request.name);
  return { clock, asked, names, statuses, live };
}

Deno.test("a scenario that was interrupted starts what it had not started, and lasts as long as all", async () => {
  const { clock, asked, names, live } = aScenario({ started_at: "2026-11-22T00:00:00.000+00:00" });
  const goesOn = new FakeChild();
  const earlier: EarlierRun[] = [
    { kind: "sqal", name: "A", child: goesOn },
    { kind: "sqal", name: "B", child: undefined },
  ];
  live.begin({ earlier });
  await settle();
  deepEqual([names(), live.run.status], [[], "running"]);
  clock.advance(5_000);
  await settle();
  deepEqual(names(), ["C"]);
  const started = asked[0]!.host();
  asked[0]!.settle();
  await settle();
  started.end();
  await settle();
  deepEqual(live.run.status, "running");
  goesOn.end();
  await settle();
  deepEqual([live.run.status, live.run.outcome], ["completed", "done"]);
});

Deno.test("a scenario that is stopped while a step is on its way stops that, too, and likewise", async () => {
  const { asked, live } = aScenario();
  live.begin();
  await settle();
  const stopped = live.stop({ goal: "interrupted", reason: "the server stopped while it ran" });
  await settle();
  deepEqual(live.run.status, "stopping", "something of it is still starting");
  const child = asked[0]!.host();
  asked[0]!.settle();
  await stopped;
  deepEqual([child.told, live.run.status], [["interrupted"], "interrupted"]);
});

Deno.test("a scenario that stands still starts nothing, before and after its server ended", async () => {
  const before = aScenario();
  before.live.begin();
  await settle();
  before.asked[0]!.host();
  before.asked[0]!.settle();
  await settle();
  before.live.pause();
  before.clock.advance(10_000);
  await settle();
  deepEqual([before.names(), before.live.run.paused], [["A"], true]);
  before.live.resume();
  await settle();
  deepEqual([before.names(), before.live.run.paused], [["A", "B"], false]);

  const after = aScenario({ paused: true });
  after.live.begin();
  await settle();
  deepEqual([after.names(), after.live.run.status], [[], "paused"]);
  after.live.resume();
  await settle();
  deepEqual(after.names(), ["A"]);
});
