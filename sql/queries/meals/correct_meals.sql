-- Meals that are there already: each replaces its row, and comes into the raw series anew. Out of it
-- its former row must have been taken.
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
    $8::int[], $9::numeric[], $10::numeric[], $11::numeric[]
  ) as m (
    epoch_seconds, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  where (d.code_lot, d.jour, d.moment) = (m.code_lot, m.jour, m.moment)
  returning d.*
)
insert into gavage_data (
  time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
  taux_mortalite, temperature, humidite
)
select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
  taux_mortalite, temperature, humidite
from corrected
