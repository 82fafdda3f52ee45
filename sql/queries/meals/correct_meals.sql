-- Meals that are there already, sent again: each replaces its row where it says something else.
-- Returns those, by their places from 1, with the time that they bore.
with incoming as materialized (
  select to_timestamp(epoch_seconds) as time, m.*
  from unnest(
    $1::float8[], $2::text[], $3::int[], $4::text[], $5::numeric(6,2)[], $6::numeric(6,2)[],
    $7::numeric(8,2)[], $8::int[], $9::numeric(5,2)[], $10::numeric(5,2)[], $11::numeric(5,2)[]
  ) with ordinality as m (
    epoch_seconds, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite, place
  )
),
corrected as (
  update doses_journalieres d
  set time = i.time,
      dose_theorique = i.dose_theorique,
      dose_reelle = i.dose_reelle,
      poids_moyen = i.poids_moyen,
      nb_vivants = i.nb_vivants,
      taux_mortalite = i.taux_mortalite,
      temperature = i.temperature,
      humidite = i.humidite,
      recorded_at = now()
  from incoming i
  join doses_journalieres former using (code_lot, jour, moment)
  where (d.code_lot, d.jour, d.moment) = (i.code_lot, i.jour, i.moment)
    and (d.time, d.dose_theorique, d.dose_reelle, d.poids_moyen, d.nb_vivants, d.taux_mortalite,
         d.temperature, d.humidite)
      is distinct from
        (i.time, i.dose_theorique, i.dose_reelle, i.poids_moyen, i.nb_vivants, i.taux_mortalite,
         i.temperature, i.humidite)
  returning d.*, i.place, former.time as former_time
),
raw as (
  insert into gavage_data (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  from corrected
),
replaced as (
  delete from gavage_data g
  using corrected c
  where g.time = any (array(select former_time from corrected))
    and (g.code_lot, g.time, g.jour, g.moment) = (c.code_lot, c.former_time, c.jour, c.moment)
)
select place::int, former_time from corrected
