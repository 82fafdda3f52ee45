select
  count(*) filter (where status = 'active')::int as active_devices,
  count(*)::int as total_devices,
  extract(epoch from now() - max(sampled_at))::float8 as last_sample_age_seconds
from sqal_devices
