-- Devices that were heard of, at most one row a device, as a JSON array. What a device does not say
-- about itself stays as it was known.
insert into sqal_devices as d (
  device_id, site_code, location, firmware_version, config_profile, last_seen, sampled_at
)
select
  device_id, site_code, location, firmware_version, config_profile, last_seen,
  case when has_sample then now() end as sampled_at
from json_to_recordset($1::text::json) as t (
  device_id text, site_code text, location text, firmware_version text, config_profile text,
  last_seen timestamptz, has_sample boolean
)
-- Servers that write the same devices take them in the same order.
order by device_id
on conflict (device_id) do update
set site_code = coalesce(excluded.site_code, d.site_code),
    location = coalesce(excluded.location, d.location),
    firmware_version = coalesce(excluded.firmware_version, d.firmware_version),
    config_profile = coalesce(excluded.config_profile, d.config_profile),
    last_seen = greatest(excluded.last_seen, d.last_seen),
    sampled_at = coalesce(excluded.sampled_at, d.sampled_at),
    heard_at = now()
