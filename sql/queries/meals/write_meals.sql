-- A batch of meals, at most one row a meal, in one statement and so in one transaction.
-- The current state of a lot moves forward only; a meal sent again replaces its row.
-- Returns the meals that were not new: those that changed nothing, and those that replaced a row.
with incoming as materialized (
  select * from unnest(
    $1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[],
    $9::numeric[], $10::numeric[], $11::numeric[], $12::int[], $13::int[], $14::numeric[],
    $15::numeric[], $16::numeric[], $17::float8[], $18::int[], $19::bool[], $20::bool[]
  ) with ordinality as t (
    code_lot, code_recu, gaveur_id, gaveur_nom, site, genetique, jour, moment,
    dose_theorique, dose_reelle, poids_moyen, nb_vivants, nb_initial, taux_mortalite,
    temperature, humidite, epoch_seconds, repas, est_dernier, pret_abattage, place
  )
),
-- One row a lot: its newest meal in this batch, with `pret_abattage` if any of them says so.
newest as (
  select * from incoming where est_dernier order by code_lot
),
advanced as (
  update lots_gavage l
  set jour_actuel = case when n.repas > l.dernier_repas then n.jour else l.jour_actuel end,
      poids_moyen_actuel = case when n.repas > l.dernier_repas then n.poids_moyen else l.poids_moyen_actuel end,
      taux_mortalite = case when n.repas > l.dernier_repas then n.taux_mortalite else l.taux_mortalite end,
      dernier_repas_at = case when n.repas > l.dernier_repas then to_timestamp(n.epoch_seconds) else l.dernier_repas_at end,
      dernier_repas = greatest(n.repas, l.dernier_repas),
      pret_abattage = l.pret_abattage or n.pret_abattage,
      statut = case when n.pret_abattage and l.statut = 'en_cours' then 'termine' else l.statut end,
      duree_gavage_reelle = case when n.pret_abattage then n.jour + 1 else l.duree_gavage_reelle end
  from newest n
  where l.code_lot = n.code_lot
    and (n.repas > l.dernier_repas or (n.pret_abattage and not l.pret_abattage))
),
placed as (
  insert into lots_gavage as l (
    code_lot, code_recu, site_code, gaveur_id, debut_lot, genetique, nb_canards_initial,
    poids_moyen_actuel, taux_mortalite, jour_actuel, dernier_repas, dernier_repas_at,
    pret_abattage, statut, duree_gavage_reelle
  )
  select
    code_lot, code_recu, site, gaveur_id,
    (to_timestamp(epoch_seconds) at time zone $21)::date - jour,
    genetique, nb_initial, poids_moyen, taux_mortalite, jour, repas, to_timestamp(epoch_seconds),
    pret_abattage, case when pret_abattage then 'termine' else 'en_cours' end,
    case when pret_abattage then jour + 1 end
  from newest n
  where not exists (select from lots_gavage known where known.code_lot = n.code_lot)
  -- Another server may place the same lot at the same moment.
  on conflict (code_lot) do update
  set jour_actuel = excluded.jour_actuel,
      poids_moyen_actuel = excluded.poids_moyen_actuel,
      taux_mortalite = excluded.taux_mortalite,
      dernier_repas = excluded.dernier_repas,
      dernier_repas_at = excluded.dernier_repas_at,
      pret_abattage = l.pret_abattage or excluded.pret_abattage,
      statut = case when excluded.pret_abattage then 'termine' else l.statut end
  where excluded.dernier_repas > l.dernier_repas
),
written as (
  insert into doses_journalieres as d (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  select
    to_timestamp(epoch_seconds), code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen,
    nb_vivants, taux_mortalite, temperature, humidite
  from incoming
  where jour >= 0
  order by code_lot, jour, moment
  on conflict (code_lot, jour, moment) do update
  set time = excluded.time,
      dose_theorique = excluded.dose_theorique,
      dose_reelle = excluded.dose_reelle,
      poids_moyen = excluded.poids_moyen,
      nb_vivants = excluded.nb_vivants,
      taux_mortalite = excluded.taux_mortalite,
      temperature = excluded.temperature,
      humidite = excluded.humidite,
      recorded_at = excluded.recorded_at
  where (d.time, d.dose_theorique, d.dose_reelle, d.poids_moyen, d.nb_vivants, d.taux_mortalite,
         d.temperature, d.humidite)
    is distinct from
        (excluded.time, excluded.dose_theorique, excluded.dose_reelle, excluded.poids_moyen,
         excluded.nb_vivants, excluded.taux_mortalite, excluded.temperature, excluded.humidite)
  returning d.*, d.xmax = 0 as is_new
),
-- The raw series holds one row a meal too: one whose time was corrected moves.
moved as (
  delete from gavage_data g
  using written w
  join doses_journalieres former using (code_lot, jour, moment)
  where not w.is_new and former.time <> w.time
    and (g.code_lot, g.jour, g.moment, g.time)
      = (former.code_lot, former.jour, former.moment, former.time)
),
raw as (
  insert into gavage_data as g (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  from written
  union all
  select to_timestamp(epoch_seconds), code_lot, jour, moment, dose_theorique, dose_reelle,
    poids_moyen, nb_vivants, taux_mortalite, temperature, humidite
  from incoming
  where jour < 0
  on conflict (code_lot, jour, moment, time) do update
  set dose_theorique = excluded.dose_theorique,
      dose_reelle = excluded.dose_reelle,
      poids_actuel = excluded.poids_actuel,
      nb_vivants = excluded.nb_vivants,
      taux_mortalite = excluded.taux_mortalite,
      temperature = excluded.temperature,
      humidite = excluded.humidite,
      recorded_at = excluded.recorded_at
),
queued as (
  insert into sqal_pending_lots as p (
    code_lot, gaveur_id, gaveur_nom, site, genetique, poids_moyen_final, nb_canards_final,
    taux_mortalite, date_abattage
  )
  select code_lot, gaveur_id, gaveur_nom, site, genetique, poids_moyen, nb_vivants, taux_mortalite,
    to_timestamp(epoch_seconds)
  from newest
  where pret_abattage
  -- What quality control has taken up is never opened again by a late duplicate.
  on conflict (code_lot) do update
  set poids_moyen_final = excluded.poids_moyen_final,
      nb_canards_final = excluded.nb_canards_final,
      taux_mortalite = excluded.taux_mortalite,
      date_abattage = excluded.date_abattage
  where p.status = 'pending'
    and (p.poids_moyen_final, p.nb_canards_final, p.taux_mortalite, p.date_abattage)
      is distinct from (excluded.poids_moyen_final, excluded.nb_canards_final,
                        excluded.taux_mortalite, excluded.date_abattage)
)
select i.place::int as place, case when w.code_lot is null then 'same' else 'updated' end as change
from incoming i
left join written w using (code_lot, jour, moment)
where i.jour >= 0 and w.is_new is not true
