-- All hours of a period; a bound inside an hour takes the whole hour.
select
  coalesce(sum(sample_count), 0)::int as total_samples,
  sum(score_sum) / nullif(sum(sample_count), 0)::float8 as avg_quality_score,
  (100 * sum(count_compliant) / nullif(sum(sample_count), 0))::float8 as compliance_rate_pct,
  coalesce(sum(count_a_plus), 0)::int as count_a_plus,
  coalesce(sum(count_a), 0)::int as count_a,
  coalesce(sum(count_b), 0)::int as count_b,
  coalesce(sum(count_c), 0)::int as count_c,
  coalesce(sum(count_reject), 0)::int as count_reject
from sqal_stats_horaires
where bucket >= date_trunc('hour', $1::timestamptz, 'UTC') and bucket < $2::timestamptz
  and ($3::text is null or site_code = $3)
  and ($4::text is null or device_id = $4)
