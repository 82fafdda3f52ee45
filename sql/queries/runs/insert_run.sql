-- No row comes back when an active run bears the name.
insert into simulator_runs (
  id, kind, name, container_name, parent_id, config, seed, status, restart, resume, owner,
  lease_until, created_at
)
select $1, $2, $3, $4, $5, $6::text::jsonb, $7::bigint, 'starting', $8, $9::boolean, $10,
  now() + make_interval(secs => $11) as lease_until,
  $12::timestamptz
on conflict (kind, name) where status in ('starting', 'running', 'paused', 'stopping') do nothing
returning id
