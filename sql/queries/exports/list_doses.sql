-- Meals lot by lot, after the meal ($6, $7, $8): of the site $1, given from day $2 to day $3 of the
-- zone $4.
select
  d.code_lot, l.lot_id, l.site_code as site, d.jour, d.moment, d.time, d.dose_theorique, d.dose_reelle,
  d.poids_moyen, d.nb_vivants, d.taux_mortalite, d.temperature, d.humidite, d.recorded_at
from doses_journalieres d
join lots_gavage l using (code_lot)
where ($1::text is null or l.site_code = $1)
  and ($2::date is null or (d.time at time zone $4::text)::date >= $2)
  and ($3::date is null or (d.time at time zone $4)::date <= $3)
  and ($6::text is null or (d.code_lot, d.jour, d.moment) > ($6, $7::int, $8::text))
order by d.code_lot, d.jour, d.moment
limit $5
