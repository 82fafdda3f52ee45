-- What finished and measured lots of these genetics were fed and what came of it, newest first. The
-- doses are JSON, [jour, moment, g given] each, in order.
select
  l.code_lot, l.site_code as site, c.curve, l.taux_mortalite as mortality_percent, fed.doses,
  fed.maize_g, measured.quality, measured.liver_g, rated.rating
from lots_gavage l
left join feeding_curves c on c.id = l.curve_id
join lateral (
  select
    jsonb_agg(jsonb_build_array(d.jour, d.moment, d.dose_reelle) order by d.jour, d.moment) as doses,
    sum(d.dose_reelle) as maize_g
  from doses_journalieres d
  where d.code_lot = l.code_lot and d.jour >= 0 and d.dose_reelle is not null
) fed on fed.maize_g > 0
join lateral (
  select avg(s.final_score) as quality, avg(s.poids_foie_estime_g)::float8 as liver_g
  from sqal_sensor_samples s
  where s.lot_id = l.code_lot
) measured on measured.quality is not null and measured.liver_g > 0
left join lateral (
  select avg(f.overall_rating)::float8 as rating
  from consumer_feedbacks f
  join consumer_products p using (product_id)
  where p.lot_id = l.id and f.is_public
) rated on true
where l.pret_abattage and l.genetique = $1 and ($2::text is null or l.site_code = $2)
order by l.id desc
limit $3
