select
  count(*)::int as active_alerts,
  count(*) filter (where severity = 'critical')::int as critical_alerts
from sqal_alerts
where not is_acknowledged
