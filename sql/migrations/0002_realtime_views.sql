-- What dashboards and SQL readers ask for again and again.

-- Lots that are being fed, with their latest dose. 'soir' sorts after 'matin', so that the primary
-- key of doses_journalieres, read backwards, gives the latest meal first.
create view v_lots_actifs_realtime as
select
  l.code_lot,
  l.site_code as site,
  l.gaveur_id,
  g.prenom || ' ' || g.nom as gaveur_nom,
  l.genetique,
  l.nb_canards_initial,
  l.poids_moyen_actuel,
  l.taux_mortalite,
  l.jour_actuel,
  l.debut_lot,
  l.pret_abattage,
  l.updated_at,
  latest.dose_reelle as derniere_dose,
  (select count(*) from doses_journalieres d where d.code_lot = l.code_lot) as nb_gavages_effectues
from lots_gavage l
join gaveurs_euralis g on g.id = l.gaveur_id
left join lateral (
  select d.dose_reelle
  from doses_journalieres d
  where d.code_lot = l.code_lot
  order by d.jour desc, d.moment desc
  limit 1
) latest on true
where not l.sorti and not l.pret_abattage and l.statut = 'en_cours' and l.jour_actuel >= -1;

create view v_stats_realtime_sites as
select
  site_code as site,
  count(*) as nb_lots_actifs,
  sum(nb_canards_initial) as total_canards_initial,
  sum(nb_canards_initial * (1 - taux_mortalite / 100)) as total_canards_vivants_estim,
  avg(poids_moyen_actuel) as poids_moyen_global,
  avg(taux_mortalite) as taux_mortalite_moyen,
  avg(jour_actuel) as jour_moyen,
  max(updated_at) as derniere_mise_a_jour
from lots_gavage
where not sorti and not pret_abattage and statut = 'en_cours' and jour_actuel >= 0
group by site_code;

-- The raw series under the name and columns of its predecessor.
create view gavage_data_lots as
select
  d.time,
  l.id as lot_gavage_id,
  d.jour as jour_gavage,
  d.moment as repas,
  d.dose_reelle as dose_moyenne,
  d.dose_theorique,
  d.poids_actuel as poids_moyen_lot,
  d.nb_vivants as nb_canards_vivants,
  greatest(0, l.nb_canards_initial - d.nb_vivants) as nb_canards_morts,
  d.taux_mortalite,
  d.temperature as temperature_stabule,
  d.humidite as humidite_stabule,
  null::text as remarques
from gavage_data d
join lots_gavage l using (code_lot);

-- A lot's days. With TimescaleDB it reads a continuous aggregate instead.
create view gavage_data_journalier as
select
  date_trunc('day', time, 'UTC') as date,
  code_lot,
  count(*) as nb_repas,
  sum(dose_reelle) as dose_totale,
  sum(dose_theorique) as dose_theorique_totale,
  avg(poids_actuel) as poids_moyen,
  min(nb_vivants) as nb_vivants,
  max(taux_mortalite) as taux_mortalite
from gavage_data
group by 1, 2;

create view v_sites_journalier as
select
  j.date,
  l.site_code as site,
  count(*) as nb_lots,
  sum(j.nb_repas) as nb_repas,
  avg(j.dose_totale) as dose_totale_moyenne,
  avg(j.poids_moyen) as poids_moyen,
  sum(j.nb_vivants) as nb_vivants
from gavage_data_journalier j
join lots_gavage l using (code_lot)
group by 1, 2;
