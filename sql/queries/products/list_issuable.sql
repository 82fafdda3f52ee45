-- The compliant samples of the inspected or approved lots $1 that have no product yet, each with its
-- product's number; an id that a device used twice in a lot counts once. Dates are of the zone $2.
with found as (
  select distinct on (l.lot_id, s.sample_id)
    l.id as lot_number, l.lot_id as registry_id, l.code_lot, l.site_code,
    s.sample_id, s.time, s.final_score, s.final_grade, s.is_compliant,
    p.date_abattage, p.date_inspection_sqal, l.itm, l.poids_moyen_actuel,
    coalesce(l.duree_gavage_reelle, nullif(l.jour_actuel + 1, 0)) as duration_days
  from lots_gavage l
  join sqal_pending_lots p using (code_lot)
  join sqal_sensor_samples s on s.lot_id = l.code_lot
  where l.code_lot = any($1::text[]) and p.status in ('inspected', 'approved') and s.is_compliant
    and not exists (
      select from consumer_products c where c.lot_id = l.id and c.sample_id = s.sample_id
    )
  order by l.lot_id, s.sample_id, s.time
),
ordered as (
  select * from found order by registry_id, time, sample_id
)
select
  nextval('consumer_product_numbers') as numero,
  lot_number, registry_id, code_lot, site_code, sample_id,
  time as quality_control_date,
  greatest(time, date_inspection_sqal) as registered_at,
  (date_abattage at time zone $2::text)::date as production_date,
  (time at time zone $2::text)::date as packaging_date,
  final_score as sqal_quality_score,
  final_grade as sqal_grade,
  is_compliant as sqal_compliance,
  -- Data that nobody checked must not stop the lot's products.
  case when abs(itm) < 9999 then itm end as lot_itm,
  poids_moyen_actuel as lot_avg_weight,
  duration_days as gavage_duration_days
from ordered
