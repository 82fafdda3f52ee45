--! no-transaction community
create materialized view if not exists gavage_data_jours
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select
  time_bucket(interval '1 day', time) as date,
  code_lot,
  count(*) as nb_repas,
  sum(dose_reelle) as dose_totale,
  sum(dose_theorique) as dose_theorique_totale,
  avg(poids_actuel) as poids_moyen,
  min(nb_vivants) as nb_vivants,
  max(taux_mortalite) as taux_mortalite
from gavage_data
group by 1, 2
with no data;
