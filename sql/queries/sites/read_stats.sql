select
  site, nb_lots_actifs::int as nb_lots_actifs, total_canards_initial::int as total_canards_initial,
  total_canards_vivants_estim, poids_moyen_global, taux_mortalite_moyen, jour_moyen,
  derniere_mise_a_jour
from v_stats_realtime_sites
where ($1::text is null or site = $1)
order by site
