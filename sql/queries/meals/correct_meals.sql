-- Meals that are there already: each replaces its row, whose dose was $12, and comes into the raw
-- series anew, out of which its former row must have been taken. What a lot's meals come to follows.
with corrected as (
  update doses_journalieres d
  set time = to_timestamp(epoch_seconds),
      dose_theorique = m.dose_theorique,
      dose_reelle = m.dose_reelle,
      poids_moyen = m.poids_moyen,
      nb_vivants = m.nb_vivants,
      taux_mortalite = m.taux_mortalite,
      temperature = m.temperature,
      humidite = m.humidite,
      recorded_at = now()
  from unnest(
    $1::float8[], $2::text[], $3::int[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[],
    $8::int[], $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[]
  ) as m (
    epoch_seconds, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite, former_dose
  )
  where (d.code_lot, d.jour, d.moment) = (m.code_lot, m.jour, m.moment)
  returning d.*, d.dose_reelle - coalesce(former_dose, 0) as added_g
),
lots as (
  update lots_gavage l
  set mais_donne_g = l.mais_donne_g + c.added_g,
      nb_vivants = case when c.repas = l.dernier_repas then c.nb_vivants else l.nb_vivants end,
      poids_moyen_actuel = case when c.repas = l.dernier_repas then c.poids_moyen else l.poids_moyen_actuel end,
      taux_mortalite = case when c.repas = l.dernier_repas then c.taux_mortalite else l.taux_mortalite end
  from (
    select
      code_lot, sum(added_g) as added_g, max(2 * jour + (moment = 'soir')::int) as repas,
      (array_agg(nb_vivants order by jour desc, moment desc))[1] as nb_vivants,
      (array_agg(poids_moyen order by jour desc, moment desc))[1] as poids_moyen,
      (array_agg(taux_mortalite order by jour desc, moment desc))[1] as taux_mortalite
    from corrected
    where jour >= 0
    group by code_lot
  ) c
  where l.code_lot = c.code_lot
    and (c.added_g <> 0 or c.repas = l.dernier_repas)
)
insert into gavage_data (
  time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
  taux_mortalite, temperature, humidite
)
select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
  taux_mortalite, temperature, humidite
from corrected
