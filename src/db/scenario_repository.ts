/** Scenarios that people wrote. */
import type { Sql } from "postgres";
import listScenarios from "../../sql/queries/runs/list_scenarios.sql" with { type: "text" };
import writeScenario from "../../sql/queries/runs/write_scenario.sql" with { type: "text" };

export interface StoredScenario {
  name: string;
  /** YAML as it was written. */
  document: string;
}

export class ScenarioRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async list(name?: string): Promise<StoredScenario[]> {
    const rows = await this.#sql.unsafe(listScenarios, [name ?? null]);
    return rows.map(({ name, document }) => ({ name, document }));
  }

  async write(
    { name, document }: StoredScenario,
    { replace }: { replace: boolean },
  ): Promise<"created" | "replaced" | "exists"> {
    const [row] = await this.#sql.unsafe(writeScenario, [name, document, replace]);
    if (!row) return "exists";
    return row.created ? "created" : "replaced";
  }
}
