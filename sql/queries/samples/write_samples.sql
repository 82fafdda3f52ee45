-- A batch of samples as a JSON array of rows. A resend makes no second row.
-- Returns the places in the array of those that were new.
with incoming as materialized (
  select *
  from json_populate_recordset(null::sqal_sensor_samples, $1::text::json) with ordinality
),
written as (
  insert into sqal_sensor_samples (
    time, sample_id, device_id, lot_id, site_code, vl53l8ch_distance_matrix,
    vl53l8ch_reflectance_matrix, vl53l8ch_amplitude_matrix, vl53l8ch_ambient_matrix,
    vl53l8ch_status_matrix, vl53l8ch_bins_matrix, vl53l8ch_volume_mm3, vl53l8ch_avg_height_mm,
    vl53l8ch_max_height_mm, vl53l8ch_min_height_mm, vl53l8ch_base_area_mm2,
    vl53l8ch_surface_uniformity, vl53l8ch_avg_distance_mm, vl53l8ch_std_distance_mm,
    vl53l8ch_defect_count, vl53l8ch_quality_score, vl53l8ch_grade, vl53l8ch_stats,
    vl53l8ch_bins_analysis, vl53l8ch_reflectance_analysis, vl53l8ch_amplitude_consistency,
    vl53l8ch_score_breakdown, vl53l8ch_defects, as7341_channels, as7341_integration_time,
    as7341_gain, as7341_color_score, as7341_freshness_score, as7341_freshness_index,
    as7341_fat_quality_index, as7341_oxidation_index, as7341_color_uniformity,
    as7341_quality_score, as7341_grade, as7341_spectral_analysis, as7341_color_analysis,
    as7341_score_breakdown, as7341_defects, final_score, final_grade, is_compliant,
    fusion_vl53l8ch_score, fusion_as7341_score, fusion_weight_tof, fusion_weight_spectral,
    fusion_confidence, fusion_defects, fusion_metrics, fusion_foie_gras_metrics,
    poids_foie_estime_g, meta_firmware_version, meta_temperature_c, meta_humidity_percent,
    meta_config_profile, processing_time_ms, lot_abattage, eleveur, provenance
  )
  select
    time, sample_id, device_id, lot_id, site_code, vl53l8ch_distance_matrix,
    vl53l8ch_reflectance_matrix, vl53l8ch_amplitude_matrix, vl53l8ch_ambient_matrix,
    vl53l8ch_status_matrix, vl53l8ch_bins_matrix, vl53l8ch_volume_mm3, vl53l8ch_avg_height_mm,
    vl53l8ch_max_height_mm, vl53l8ch_min_height_mm, vl53l8ch_base_area_mm2,
    vl53l8ch_surface_uniformity, vl53l8ch_avg_distance_mm, vl53l8ch_std_distance_mm,
    vl53l8ch_defect_count, vl53l8ch_quality_score, vl53l8ch_grade, vl53l8ch_stats,
    vl53l8ch_bins_analysis, vl53l8ch_reflectance_analysis, vl53l8ch_amplitude_consistency,
    vl53l8ch_score_breakdown, vl53l8ch_defects, as7341_channels, as7341_integration_time,
    as7341_gain, as7341_color_score, as7341_freshness_score, as7341_freshness_index,
    as7341_fat_quality_index, as7341_oxidation_index, as7341_color_uniformity,
    as7341_quality_score, as7341_grade, as7341_spectral_analysis, as7341_color_analysis,
    as7341_score_breakdown, as7341_defects, final_score, final_grade, is_compliant,
    fusion_vl53l8ch_score, fusion_as7341_score, fusion_weight_tof, fusion_weight_spectral,
    fusion_confidence, fusion_defects, fusion_metrics, fusion_foie_gras_metrics,
    poids_foie_estime_g, meta_firmware_version, meta_temperature_c, meta_humidity_percent,
    meta_config_profile, processing_time_ms, lot_abattage, eleveur, provenance
  from incoming
  on conflict (device_id, sample_id, time) do nothing
  returning device_id, sample_id, time
)
select i.ordinality::int as place
from incoming i
join written w using (device_id, sample_id, time)
