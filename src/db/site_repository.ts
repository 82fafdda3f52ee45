/** What is asked of all sites at once, to compare them. */
import type { Sql } from "postgres";
import type { LotResult, SiteMeal } from "../contract/sites.ts";
import listCourses from "../../sql/queries/sites/list_courses.sql" with { type: "text" };
import listResults from "../../sql/queries/sites/list_results.sql" with { type: "text" };

const PREPARED = { prepare: true };

export class SiteRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Means of each site, meal by meal, over the lots begun in the `days` to the newest one. */
  async courses(days: number): Promise<SiteMeal[]> {
    return [...await this.#sql.unsafe<SiteMeal[]>(listCourses, [days], PREPARED)];
  }

  /** What became of the newest finished lots, newest first. */
  async results(limit: number): Promise<LotResult[]> {
    return [...await this.#sql.unsafe<LotResult[]>(listResults, [limit], PREPARED)];
  }
}
