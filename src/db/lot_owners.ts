/** Whose each lot is, asked once and remembered: a lot never changes its gaveur. */
import type { Sql } from "postgres";
import findOwner from "../../sql/queries/access/find_owner.sql" with { type: "text" };

const MAX_LOTS = 50_000;

export class LotOwners {
  readonly #sql: Sql;
  /** The longest unasked first. */
  readonly #owners = new Map<string, number | null>();
  readonly #asked = new Map<string, Promise<number | null | undefined>>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The gaveur's id, null for a lot of nobody, undefined when it is not known here yet. */
  known(codeLot: string): number | null | undefined {
    const owner = this.#owners.get(codeLot);
    if (owner === undefined) return undefined;
    this.#owners.delete(codeLot);
    this.#owners.set(codeLot, owner);
    return owner;
  }

  /** As `known`, but asks the database; undefined when there is no such lot. */
  find(codeLot: string): Promise<number | null | undefined> {
    const known = this.known(codeLot);
    if (known !== undefined) return Promise.resolve(known);
    let asked = this.#asked.get(codeLot);
    if (!asked) {
      asked = this.#ask(codeLot).finally(() => this.#asked.delete(codeLot));
      this.#asked.set(codeLot, asked);
    }
    return asked;
  }

  async #ask(codeLot: string): Promise<number | null | undefined> {
    const [row] = await this.#sql.unsafe<{ gaveur_id: number | null }[]>(findOwner, [codeLot], {
      prepare: true,
    });
    if (!row) return undefined;
    this.#owners.set(codeLot, row.gaveur_id);
    if (this.#owners.size > MAX_LOTS) this.#owners.delete(this.#owners.keys().next().value!);
    return row.gaveur_id;
  }
}
