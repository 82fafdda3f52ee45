-- Hours of a period, newest first; a bound inside an hour takes the whole hour.
select
  bucket, device_id,
  sum(sample_count)::int as sample_count,
  sum(score_sum) / sum(sample_count)::float8 as avg_quality_score,
  sum(count_a_plus)::int as count_a_plus,
  sum(count_a)::int as count_a,
  sum(count_b)::int as count_b,
  sum(count_c)::int as count_c,
  sum(count_reject)::int as count_reject,
  sum(volume_sum_mm3) / sum(sample_count)::float8 as avg_volume_mm3,
  sum(freshness_sum) / sum(sample_count)::float8 as avg_freshness_index,
  (100 * sum(count_compliant) / sum(sample_count))::float8 as compliance_rate_pct
from sqal_stats_horaires
where bucket >= date_trunc('hour', $1::timestamptz, 'UTC') and bucket < $2::timestamptz
  and ($3::text is null or device_id = $3)
group by bucket, device_id
order by bucket desc, device_id
