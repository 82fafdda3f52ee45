-- The mean course of each site's lots, meal by meal: of those begun in the $1 days to the newest one.
select
  l.site_code as site, d.jour, d.moment, count(*)::int as nb_lots,
  avg(d.poids_moyen)::float8 as poids_moyen,
  avg(d.dose_theorique)::float8 as dose_theorique,
  avg(d.dose_reelle)::float8 as dose_reelle,
  avg(d.taux_mortalite)::float8 as taux_mortalite
from doses_journalieres d
join lots_gavage l on l.code_lot = d.code_lot
where l.debut_lot > (select max(debut_lot) from lots_gavage) - $1::int and d.jour >= 0
group by l.site_code, d.jour, d.moment
order by l.site_code, d.jour, d.moment
