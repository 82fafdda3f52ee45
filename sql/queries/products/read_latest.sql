-- The newest product on the market, with its sample's two scores.
select
  l.code_lot, p.product_id, p.qr_code, p.lot_id, p.sample_id, p.sqal_grade, p.blockchain_hash,
  p.created_at, s.tof_score, s.as7341_score
from consumer_products p
join lots_gavage l on l.id = p.lot_id
left join lateral (
  select vl53l8ch_quality_score as tof_score, as7341_quality_score as as7341_score
  from sqal_sensor_samples
  where sample_id = p.sample_id and time = p.quality_control_date and lot_id = l.code_lot
  limit 1
) s on true
where p.is_active
order by p.numero desc
limit 1
