-- Runs whose server is gone. A server owns its address, so what bears its name as it starts was its
-- own; one that has its database for itself owns all. Nobody owns them any more: a server that
-- was only slow finds out that it lost them.
update simulator_runs
set status = 'interrupted', ended_at = $4,
  error = 'the server ended while it ran', lease_until = null, owner = null
where status in ('starting', 'running', 'paused', 'stopping')
  and ($3 or ($2 and owner = $1)
    or (owner is distinct from $1 and (lease_until is null or lease_until < now())))
returning id
