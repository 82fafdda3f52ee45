-- Newest first. $1 and $2 bound the alert's own time; without both, those raised since $3 (wall).
select
  time, alert_id, device_id, sample_id, alert_type, severity, title, message, data_context,
  lot_id, site_code, is_acknowledged, acknowledged_at, acknowledged_by, occurrences, last_seen,
  created_at
from sqal_alerts
where ($1::timestamptz is null or time >= $1)
  and ($2::timestamptz is null or time < $2)
  and ($1::timestamptz is not null or $2::timestamptz is not null or created_at >= $3::timestamptz)
  and ($4::text is null or severity = $4)
  and ($5::bool is null or is_acknowledged = $5)
order by created_at desc, alert_id desc
limit $6
