-- Samples device by device, after the sample ($6, $7, $8): of the site $1, measured from day $2 to
-- day $3 of the zone $4.
select
  s.device_id, s.sample_id, s.time, s.lot_id as code_lot, s.site_code as site, s.final_score,
  s.final_grade, s.is_compliant, s.poids_foie_estime_g, s.vl53l8ch_volume_mm3,
  s.vl53l8ch_avg_height_mm, s.vl53l8ch_max_height_mm, s.vl53l8ch_base_area_mm2,
  s.vl53l8ch_surface_uniformity, s.vl53l8ch_defect_count, s.vl53l8ch_quality_score, s.vl53l8ch_grade,
  s.as7341_freshness_index, s.as7341_fat_quality_index, s.as7341_oxidation_index,
  s.as7341_color_uniformity, s.as7341_quality_score, s.as7341_grade, s.fusion_confidence, s.recorded_at
from sqal_sensor_samples s
where ($1::text is null or s.site_code = $1)
  and ($2::date is null or (s.time at time zone $4::text)::date >= $2)
  and ($3::date is null or (s.time at time zone $4)::date <= $3)
  and ($6::text is null or (s.device_id, s.sample_id, s.time) > ($6, $7::text, $8::timestamptz))
order by s.device_id, s.sample_id, s.time
limit $5
