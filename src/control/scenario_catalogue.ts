/** All scenarios: the built-in ones and those in the database. */
import type { Scenario, ScenarioView } from "../contract/control_scenarios.ts";
import type { ScenarioRepository } from "../db/scenario_repository.ts";
import { AppError } from "../lib/errors.ts";
import { BUILTIN_SCENARIOS } from "./builtin_scenarios.ts";
import { describeFaults, readScenario, type ScenarioReading } from "./read_scenario.ts";

export interface ScenarioCatalogueOptions {
  store: Pick<ScenarioRepository, "list" | "write">;
  /** Most lots that one run may place. */
  maxLots: number;
}

interface Entry {
  scenario: Scenario;
  document: string;
}

export class ScenarioCatalogue {
  readonly #options: ScenarioCatalogueOptions;
  #read: ReadonlyMap<string, Entry> | undefined;

  constructor(options: ScenarioCatalogueOptions) {
    this.#options = options;
  }

  /** Read when first asked for: it takes longer than the rest of a server's start. */
  get #builtin(): ReadonlyMap<string, Entry> {
    return this.#read ??= new Map(BUILTIN_SCENARIOS.map((document) => {
      // Ours have few lots; a server that allows fewer still knows them.
      const reading = readScenario(document, { maxLots: Math.max(this.#options.maxLots, 10) });
      if (reading.status === "invalid") {
        throw new AppError(
          "internal",
          `read a built-in scenario: ${describeFaults(reading.faults)}`,
        );
      }
      return [reading.scenario.name, { scenario: reading.scenario, document }];
    }));
  }

  /** One that every server knows. */
  builtin(name: string): Scenario | undefined {
    return this.#builtin.get(name)?.scenario;
  }

  async find(name: string): Promise<Scenario | undefined> {
    const builtin = this.builtin(name);
    if (builtin) return builtin;
    const [stored] = await this.#options.store.list(name);
    const reading = stored && this.read(stored.document);
    return reading?.status === "valid" ? reading.scenario : undefined;
  }

  /** The built-in ones first. A stored one that this server's limits no longer allow is left out. */
  async list(): Promise<ScenarioView[]> {
    const stored = (await this.#options.store.list()).flatMap(({ document }) => {
      const reading = this.read(document);
      return reading.status === "valid" ? [{ scenario: reading.scenario, document }] : [];
    });
    return [
      ...[...this.#builtin.values()].map((entry) => viewOf(entry, true)),
      ...stored.map((entry) => viewOf(entry, false)),
    ];
  }

  read(document: string): ScenarioReading {
    return readScenario(document, this.#options);
  }

  /** `builtin` when it would hide one that every server knows. */
  write(
    entry: Entry,
    { replace }: { replace: boolean },
  ): Promise<"created" | "replaced" | "exists" | "builtin"> {
    const { scenario: { name }, document } = entry;
    if (this.#builtin.has(name)) return Promise.resolve("builtin");
    return this.#options.store.write({ name, document }, { replace });
  }

  view(entry: Entry): ScenarioView {
    return viewOf(entry, false);
  }
}

function viewOf({ scenario, document }: Entry, builtin: boolean): ScenarioView {
  const { name, title = null, description = null, steps } = scenario;
  return {
    name,
    title,
    description,
    builtin,
    steps: steps.map((step) => ({
      start: step.start,
      after: step.after ?? null,
      with: { ...step.with },
    })),
    document,
  };
}
