-- The newest run of each name.
select * from (
  select distinct on (name) id, kind, name, container_name, parent_id, config, seed, status,
    restart, resume, paused, owner, created_at, started_at, ended_at, restarts, interruptions,
    outcome, error, stats
  from simulator_runs
  where kind = $1
  order by name, created_at desc, id desc
) newest
order by created_at, name
