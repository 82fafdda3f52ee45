-- The devices that measured the best livers of a period.
select
  device_id,
  sum(sample_count)::int as sample_count,
  sum(score_sum) / sum(sample_count)::float8 as avg_quality_score
from sqal_stats_horaires
where bucket >= date_trunc('hour', $1::timestamptz, 'UTC') and bucket < $2::timestamptz
  and ($3::text is null or site_code = $3)
group by device_id
order by avg_quality_score desc, device_id
limit 5
