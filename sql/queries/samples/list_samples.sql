-- Samples, newest first; the parameters filter when given. Wire names; two columns that the older
-- system had and never filled.
select
  s.time, s.sample_id, s.device_id, s.lot_id, l.lot_id as registry_lot_id, s.site_code,
  s.vl53l8ch_distance_matrix, s.vl53l8ch_reflectance_matrix, s.vl53l8ch_amplitude_matrix,
  s.vl53l8ch_ambient_matrix, s.vl53l8ch_status_matrix, s.vl53l8ch_bins_matrix,
  s.vl53l8ch_volume_mm3, s.vl53l8ch_avg_height_mm, s.vl53l8ch_max_height_mm,
  s.vl53l8ch_min_height_mm, s.vl53l8ch_base_area_mm2, s.vl53l8ch_surface_uniformity,
  s.vl53l8ch_avg_distance_mm, s.vl53l8ch_std_distance_mm, s.vl53l8ch_defect_count,
  s.vl53l8ch_quality_score, s.vl53l8ch_grade, s.vl53l8ch_stats, s.vl53l8ch_bins_analysis,
  s.vl53l8ch_reflectance_analysis, s.vl53l8ch_amplitude_consistency, s.vl53l8ch_score_breakdown,
  s.vl53l8ch_defects, s.as7341_channels, s.as7341_integration_time, s.as7341_gain,
  s.as7341_color_score, s.as7341_freshness_score, s.as7341_freshness_index,
  s.as7341_fat_quality_index, s.as7341_oxidation_index, s.as7341_color_uniformity,
  s.as7341_quality_score, s.as7341_grade, s.as7341_spectral_analysis, s.as7341_color_analysis,
  s.as7341_score_breakdown, s.as7341_defects, s.final_score as fusion_final_score,
  s.final_grade as fusion_final_grade, s.is_compliant as fusion_is_compliant,
  s.fusion_vl53l8ch_score, s.fusion_as7341_score, s.fusion_weight_tof, s.fusion_weight_spectral,
  s.fusion_confidence, s.fusion_defects, s.fusion_metrics, s.fusion_foie_gras_metrics,
  s.poids_foie_estime_g, s.meta_firmware_version, s.meta_temperature_c, s.meta_humidity_percent,
  s.meta_config_profile, s.processing_time_ms, s.lot_abattage, s.eleveur, s.provenance,
  s.recorded_at as created_at,
  s.final_score, s.final_grade,
  null::float8 as vl53l8ch_integration_time,
  null::float8 as vl53l8ch_temperature_c
from sqal_sensor_samples s
left join lots_gavage l on l.code_lot = s.lot_id
where ($1::text is null or s.sample_id = $1)
  and ($2::text is null or s.device_id = $2)
  and ($3::text is null or s.lot_id = $3)
  and ($4::timestamptz is null or s.time >= $4)
  and ($5::timestamptz is null or s.time < $5)
order by s.time desc
limit $6 offset $7
