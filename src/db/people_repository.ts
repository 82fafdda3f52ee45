/** The sites and gaveurs, few and rarely changed, held in memory. */
import type { Sql } from "postgres";
import listGaveurs from "../../sql/queries/sites/list_gaveurs.sql" with { type: "text" };
import listSites from "../../sql/queries/sites/list_sites.sql" with { type: "text" };

export interface Gaveur {
  id: number;
  nom: string;
  site_code: string | null;
  /** Those who are not are given no new lots. */
  actif: boolean;
}

/** Unknown ids, however many, make the lists be read no more often than this. */
const RELOAD_AFTER_MS = 1_000;

export class PeopleRepository {
  readonly #sql: Sql;
  #sites = new Set<string>();
  #gaveurs = new Map<number, Gaveur>();
  #reload: Promise<void> | undefined;
  #reloadedMs = -Infinity;

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

  /**
   * Reads them again when somebody is unknown: they may have been added since. Callers at the same
   * time share one reading, and for a second after it nothing is read.
   */
  reload(): Promise<void> {
    if (performance.now() - this.#reloadedMs < RELOAD_AFTER_MS) return Promise.resolve();
    return this.#reload ??= this.load().finally(() => {
      this.#reloadedMs = performance.now();
      this.#reload = undefined;
    });
  }

  hasSite(code: string): boolean {
    return this.#sites.has(code);
  }

  /** Someone unknown makes the lists be read again, for when the meal is sent again. */
  hasGaveur(id: number): boolean {
    const isKnown = this.#gaveurs.has(id);
    // A database that cannot be read is noticed by whoever waits for it.
    if (!isKnown) this.reload().catch(() => {});
    return isKnown;
  }

  gaveur(id: number): Gaveur | undefined {
    return this.#gaveurs.get(id);
  }

  get siteCodes(): string[] {
    return [...this.#sites];
  }
}
