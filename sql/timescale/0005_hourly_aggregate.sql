--! no-transaction community
create materialized view if not exists sqal_heures
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select
  time_bucket(interval '1 hour', time) as bucket,
  device_id,
  site_code,
  count(*) as sample_count,
  sum(final_score) as score_sum,
  count(*) filter (where final_grade = 'A+') as count_a_plus,
  count(*) filter (where final_grade = 'A') as count_a,
  count(*) filter (where final_grade = 'B') as count_b,
  count(*) filter (where final_grade = 'C') as count_c,
  count(*) filter (where final_grade = 'REJECT') as count_reject,
  count(*) filter (where is_compliant) as count_compliant,
  sum(vl53l8ch_volume_mm3) as volume_sum_mm3,
  sum(as7341_freshness_index) as freshness_sum
from sqal_sensor_samples
group by 1, 2, 3
with no data;
