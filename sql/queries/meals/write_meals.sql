-- A batch of meals, at most one row a meal, by lot and meal, in one statement and so in one
-- transaction. Where another places the same lot at the same moment, its key is broken, or the two
-- wait for each other until the database ends one of them: then all is to be tried again.
-- The current state of a lot moves forward only; a meal sent again replaces its row.
-- Returns the meals that were not new: those that changed nothing, and those that replaced a row,
-- with the time it bore.
with incoming as materialized (
  -- In the select list the arrays are walked together; in `from` each would be stored first.
  select
    unnest($1::text[]) as code_lot,
    unnest($2::int[]) as gaveur_id,
    unnest($3::text[]) as gaveur_nom,
    unnest($4::text[]) as site,
    unnest($5::text[]) as genetique,
    unnest($6::int[]) as jour,
    unnest($7::text[]) as moment,
    unnest($8::numeric[]) as dose_theorique,
    unnest($9::numeric[]) as dose_reelle,
    unnest($10::numeric[]) as poids_moyen,
    unnest($11::int[]) as nb_vivants,
    unnest($12::int[]) as nb_initial,
    unnest($13::numeric[]) as taux_mortalite,
    unnest($14::numeric[]) as temperature,
    unnest($15::numeric[]) as humidite,
    unnest($16::float8[]) as epoch_seconds,
    unnest($17::int[]) as repas,
    unnest($18::bool[]) as est_dernier,
    unnest($19::bool[]) as pret_abattage,
    generate_series(1, cardinality($1::text[])) as place
),
-- One row a lot: its newest meal in this batch, with `pret_abattage` if any of them says so.
newest as not materialized (
  select * from incoming where est_dernier
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
      duree_gavage_reelle = case when n.pret_abattage then n.jour + 1 else l.duree_gavage_reelle end,
      updated_at = now()
  from newest n
  where l.code_lot = n.code_lot
    -- Reads the lots of this batch by their index; joined alone, all lots would be scanned.
    and l.code_lot = any($1::text[])
    and (n.repas > l.dernier_repas or (n.pret_abattage and not l.pret_abattage))
  returning l.code_lot
),
-- Those of lots that are not there, and of lots that were further already: nearly always none.
unmoved as materialized (
  select * from newest where code_lot not in (select code_lot from advanced)
),
unknown as materialized (
  select *, (to_timestamp(epoch_seconds) at time zone $20)::date - jour as debut_lot
  from unmoved
  where code_lot not in (
    select code_lot from lots_gavage where code_lot = any(array(select code_lot from unmoved))
  )
),
-- All who place lots take their numbers in this order.
numbered as (
  insert into lot_id_sequences as s (debut_lot, dernier)
  select debut_lot, count(*) from unknown group by debut_lot order by debut_lot
  on conflict (debut_lot) do update set dernier = s.dernier + excluded.dernier
  returning debut_lot, dernier
),
placed as (
  insert into lots_gavage (
    code_lot, lot_id, site_code, gaveur_id, debut_lot, genetique, nb_canards_initial,
    poids_moyen_actuel, taux_mortalite, jour_actuel, dernier_repas, dernier_repas_at, ouvert_at,
    pret_abattage, statut, duree_gavage_reelle
  )
  select
    code_lot,
    lot_id_of(
      debut_lot, dernier + 1 - row_number() over (partition by debut_lot order by code_lot desc)
    ),
    site, gaveur_id, debut_lot, genetique, nb_initial, poids_moyen, taux_mortalite, jour, repas,
    to_timestamp(epoch_seconds), to_timestamp(epoch_seconds), pret_abattage,
    case when pret_abattage then 'termine' else 'en_cours' end,
    case when pret_abattage then jour + 1 end
  from unknown join numbered using (debut_lot)
  order by debut_lot, code_lot
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
-- The raw series holds one row a meal too, save a J-1 that two servers store at the same moment. New
-- rows are nearly all, and need no look for former ones.
raw as (
  insert into gavage_data (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  from written
  union all
  -- J-1 is a day without a dose.
  select to_timestamp(epoch_seconds), code_lot, jour, moment, dose_theorique, dose_reelle,
    poids_moyen, nb_vivants, taux_mortalite, temperature, humidite
  from incoming i
  where jour < 0 and (
    select count(*) from gavage_data g
    where (g.code_lot, g.time, g.jour, g.moment)
      = (i.code_lot, to_timestamp(i.epoch_seconds), i.jour, i.moment)
  ) = 0
),
corrected as materialized (
  select w.code_lot, w.jour, w.moment, (
    select former.time from doses_journalieres former
    where (former.code_lot, former.jour, former.moment) = (w.code_lot, w.jour, w.moment)
  ) as former_time
  from written w
  where not w.is_new
),
replaced as (
  delete from gavage_data g
  using corrected c
  where g.time = any (array(select former_time from corrected))
    and (g.code_lot, g.time, g.jour, g.moment) = (c.code_lot, c.former_time, c.jour, c.moment)
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
select i.place::int as place,
  case when c.code_lot is null then 'same' else 'updated' end as change,
  c.former_time
from incoming i
left join written w using (code_lot, jour, moment)
left join corrected c using (code_lot, jour, moment)
where i.jour >= 0 and w.is_new is not true
  -- Known before the join, which is then never made when every meal is new.
  and (select count(*) from incoming where jour >= 0) <> (select count(*) from written where is_new)
