-- Opinions beside the livers they are about, newest first, and how many there are in all.
select
  feedback_id, product_id, lot_id, sample_id, site_code, genetique, overall_rating,
  texture_rating, flavor_rating, color_rating, aroma_rating, freshness_rating,
  sqal_quality_score, sqal_grade, vl53l8ch_quality_score, as7341_quality_score,
  surface_uniformity, freshness_index, fat_quality_index, oxidation_index, poids_foie_g,
  lot_itm, lot_avg_weight, taux_mortalite, gavage_duration_days, days_since_production,
  dataset_split,
  count(*) over ()::int as total
from consumer_feedback_ml_data
where $1::text is null or site_code = $1
order by feedback_id desc
limit $2
