select
  time, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants, taux_mortalite,
  temperature, humidite, recorded_at
from doses_journalieres
where code_lot = $1
order by jour, moment
