select
  device_id, device_name, device_type, location, firmware_version, site_code, status,
  config_profile, created_at, last_seen, heard_at
from sqal_devices
where ($1::text is null or device_id = $1)
  and ($2::text is null or site_code = $2)
  and ($3::text is null or status = $3)
order by device_id
