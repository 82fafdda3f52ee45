-- Of these devices, those that no server has heard of for so many seconds.
select device_id
from unnest($1::text[], $2::float8[]) as suspect (device_id, silent_seconds)
join sqal_devices d using (device_id)
where d.heard_at <= now() - make_interval(secs => suspect.silent_seconds) and d.status = 'active'
