/**
 * How fast the machine is: meals a second that batched SQL alone writes into three plain tables,
 * without a registry, a queue, checks or a second index.
 */
import type { Sql } from "postgres";
import type { MealFrame } from "../../src/contract/meal.ts";
import { booleanArray, numberArray, textArray } from "../../src/db/array_literals.ts";

const TABLES = `
  create table plain_lots (
    code_lot varchar(20) primary key, gaveur_id integer, site varchar(2), genetique varchar(50),
    jour integer, poids numeric(8,2), taux numeric(5,2), pret boolean, updated_at timestamptz
  );
  create table plain_doses (
    time timestamptz not null, code_lot varchar(20), jour integer, moment varchar(10),
    dose_theorique numeric(6,2), dose_reelle numeric(6,2), poids numeric(8,2), nb_vivants integer,
    taux numeric(5,2), temperature numeric(5,2), humidite numeric(5,2),
    primary key (code_lot, jour, moment)
  );
  create table plain_data (like plain_doses);
  create index on plain_data (time desc)`;

const WRITE = `
  with lots as (
    insert into plain_lots
    select *, now() from unnest(
      $12::text[], $13::int[], $14::text[], $15::text[], $16::int[], $17::numeric[], $18::numeric[],
      $19::bool[]
    )
    on conflict (code_lot) do update
    set jour = excluded.jour, poids = excluded.poids, taux = excluded.taux, pret = excluded.pret,
        updated_at = now()
  ),
  doses as (
    insert into plain_doses
    select * from unnest(
      $1::timestamptz[], $2::text[], $3::int[], $4::text[], $5::numeric[], $6::numeric[],
      $7::numeric[], $8::int[], $9::numeric[], $10::numeric[], $11::numeric[]
    )
    returning *
  )
  insert into plain_data select * from doses`;

export async function makePlainTables(sql: Sql): Promise<void> {
  await sql.unsafe(TABLES);
}

/** Meals of one lot must be in one share, in order; a share has a connection of its own. */
export async function writePlainly(
  sql: Sql,
  { shares, batchSize }: { shares: readonly (readonly MealFrame[])[]; batchSize: number },
): Promise<void> {
  await Promise.all(shares.map(async (share) => {
    for (let i = 0; i < share.length; i += batchSize) {
      await sql.unsafe(WRITE, arraysOf(share.slice(i, i + batchSize)), { prepare: true });
    }
  }));
}

function arraysOf(meals: readonly MealFrame[]): string[] {
  const lots = [...new Map(meals.map((meal) => [meal.code_lot, meal])).values()];
  return [
    textArray(meals.map((m) => m.timestamp)),
    textArray(meals.map((m) => m.code_lot)),
    numberArray(meals.map((m) => m.jour)),
    textArray(meals.map((m) => m.moment)),
    numberArray(meals.map((m) => m.dose_theorique)),
    numberArray(meals.map((m) => m.dose_reelle)),
    numberArray(meals.map((m) => m.poids_moyen)),
    numberArray(meals.map((m) => m.nb_canards_vivants)),
    numberArray(meals.map((m) => m.taux_mortalite)),
    numberArray(meals.map((m) => m.temperature_stabule)),
    numberArray(meals.map((m) => m.humidite_stabule)),
    textArray(lots.map((m) => m.code_lot)),
    numberArray(lots.map((m) => m.gaveur_id)),
    textArray(lots.map((m) => m.site)),
    textArray(lots.map((m) => m.genetique)),
    numberArray(lots.map((m) => m.jour)),
    numberArray(lots.map((m) => m.poids_moyen)),
    numberArray(lots.map((m) => m.taux_mortalite)),
    booleanArray(lots.map((m) => m.pret_abattage === true)),
  ];
}
