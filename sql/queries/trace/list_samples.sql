-- Samples of a lot, or those that bear an id, newest first.
select
  s.sample_id, s.device_id, s.time, s.lot_id as code_lot, s.final_grade as grade,
  s.final_score as score, s.is_compliant, s.poids_foie_estime_g as poids_foie_g
from sqal_sensor_samples s
where ($1::text is null or s.lot_id = $1)
  and ($2::text is null or s.sample_id = $2)
order by s.time desc, s.sample_id desc
limit $3
