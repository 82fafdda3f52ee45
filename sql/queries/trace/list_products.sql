-- Products of lots, or those of an id or a QR code, in the order of their issue.
select
  c.product_id, c.qr_code, l.code_lot, c.sample_id, c.production_date::text as production_date,
  c.best_before_date::text as best_before_date, c.sqal_grade as grade,
  c.sqal_quality_score as score, c.is_active, c.quality_control_date,
  opinions.total as nb_feedbacks, opinions.average as average_rating
from consumer_products c
join lots_gavage l on l.id = c.lot_id
cross join lateral (
  select count(*)::int as total, avg(f.overall_rating) as average
  from consumer_feedbacks f where f.product_id = c.product_id
) opinions
where ($1::int[] is null or c.lot_id = any ($1))
  and ($2::text is null or c.product_id = $2 or c.qr_code = $2)
order by c.numero
