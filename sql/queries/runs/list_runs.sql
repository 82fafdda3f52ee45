-- Newest first; each filter is off when null.
select id, kind, name, container_name, parent_id, config, seed, status, restart, resume, paused,
  owner, created_at, started_at, ended_at, restarts, interruptions, outcome, error, stats
from simulator_runs r
where ($1::text[] is null or id = any ($1))
  and ($2::text is null or kind = $2)
  and ($3::text is null or name = $3)
  and ($4::text[] is null or status = any ($4))
  and ($5::text is null or parent_id = $5)
  and ($6::text is null
    or (created_at, id) < (select b.created_at, b.id from simulator_runs b where b.id = $6))
order by created_at desc, id desc
limit $7
