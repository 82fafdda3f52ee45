-- What became of the newest finished lots. ITM is maize given per duck over the mean liver.
with done as (
  select id, code_lot, site_code, gaveur_id, genetique, poids_moyen_actuel, taux_mortalite
  from lots_gavage
  where pret_abattage
  order by id desc
  limit $1::int
)
select
  l.code_lot, l.site_code as site, g.prenom || ' ' || g.nom as gaveur_nom, l.genetique,
  l.poids_moyen_actuel::float8 as poids_moyen, l.taux_mortalite::float8 as taux_mortalite,
  coalesce(q.nb_samples, 0)::int as nb_samples, q.score::float8 as score,
  q.liver::float8 as poids_foie_moyen_g, (m.maize / nullif(q.liver, 0))::float8 as itm
from done l
left join gaveurs_euralis g on g.id = l.gaveur_id
left join lateral (
  select sum(d.dose_reelle) as maize from doses_journalieres d where d.code_lot = l.code_lot
) m on true
left join lateral (
  select count(*) as nb_samples, avg(s.final_score) as score, avg(s.poids_foie_estime_g) as liver
  from sqal_sensor_samples s
  where s.lot_id = l.code_lot
) q on true
order by l.id desc
