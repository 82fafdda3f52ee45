-- Keeps the newest runs; the logs of the others go with them.
delete from simulator_runs
where ended_at is not null and id in (
  select id from simulator_runs order by created_at desc, id desc offset $1
)
