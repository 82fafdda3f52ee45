-- The lot of number $1, what became of its sample $2, and the product made of it.
select
  l.code_lot,
  q.status,
  (select bool_or(s.is_compliant) from sqal_sensor_samples s
    where s.lot_id = l.code_lot and s.sample_id = $2::text) as is_compliant,
  p.product_id, p.qr_code
from lots_gavage l
left join sqal_pending_lots q using (code_lot)
left join consumer_products p on p.lot_id = l.id and p.sample_id = $2::text
where l.id = $1::int
