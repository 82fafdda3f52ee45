-- Which of these meals are there already: their places, from 1, the time and the dose that they bear
-- there and whether they say something else now.
select
  place::int, d.time, d.dose_reelle::text as dose,
  (d.time, d.dose_theorique, d.dose_reelle, d.poids_moyen, d.nb_vivants, d.taux_mortalite,
   d.temperature, d.humidite)
    is distinct from
      (to_timestamp(epoch_seconds), m.dose_theorique, m.dose_reelle, m.poids_moyen, m.nb_vivants,
       m.taux_mortalite, m.temperature, m.humidite) as differs
from unnest(
  $1::float8[], $2::text[], $3::int[], $4::text[], $5::numeric(6,2)[], $6::numeric(6,2)[],
  $7::numeric(8,2)[], $8::int[], $9::numeric(5,2)[], $10::numeric(5,2)[], $11::numeric(5,2)[]
) with ordinality as m (
  epoch_seconds, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
  taux_mortalite, temperature, humidite, place
)
join doses_journalieres d using (code_lot, jour, moment)
