-- What was measured of a lot's livers, in the order of time.
select
  s.sample_id, s.device_id, s.time, s.final_grade as grade, s.final_score as score,
  s.is_compliant, s.poids_foie_estime_g as poids_foie_g, s.recorded_at,
  s.vl53l8ch_volume_mm3 as volume_mm3, s.vl53l8ch_quality_score as tof_score,
  s.as7341_quality_score as spectral_score, s.as7341_freshness_index as freshness_index,
  s.as7341_fat_quality_index as fat_quality_index, s.as7341_oxidation_index as oxidation_index,
  s.meta_temperature_c as temperature_c, s.meta_humidity_percent as humidity_percent
from sqal_sensor_samples s
where s.lot_id = $1
order by s.time, s.sample_id, s.device_id
