/** The sites and gaveurs, few and rarely changed, held in memory. */
import type { Sql } from "postgres";
import listGaveurs from "../../sql/queries/sites/list_gaveurs.sql" with { type: "text" };
import listSites from "../../sql/queries/sites/list_sites.sql" with { type: "text" };

export interface Gaveur {
  id: number;
  nom: string;
  site_code: string | null;
}

export class PeopleRepository {
  readonly #sql: Sql;
  #sites = new Set<string>();
  #gaveurs = new Map<number, Gaveur>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Reads them from the database; call again to see a change. */
  async load(): Promise<void> {
    const sites = await this.#sql.unsafe<{ code: string }[]>(listSites);
    const gaveurs = await this.#sql.unsafe<Gaveur[]>(listGaveurs);
    this.#sites = new Set(sites.map((site) => site.code));
    this.#gaveurs = new Map(gaveurs.map((gaveur) => [gaveur.id, gaveur]));
  }

  hasSite(code: string): boolean {
    return this.#sites.has(code);
  }

  hasGaveur(id: number): boolean {
    return this.#gaveurs.has(id);
  }

  gaveur(id: number): Gaveur | undefined {
    return this.#gaveurs.get(id);
  }

  get siteCodes(): string[] {
    return [...this.#sites];
  }
}
