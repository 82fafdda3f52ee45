-- Takes up interrupted runs, the oldest first; of one name only the newest, and none beside an active one.
update simulator_runs r
set status = 'starting', ended_at = null, error = null, owner = $1,
  interruptions = interruptions + 1,
  lease_until = now() + make_interval(secs => $2)
where r.id in (
  select i.id from simulator_runs i
  where i.status = 'interrupted' and i.resume
    and not exists (
      select 1 from simulator_runs n
      where n.kind = i.kind and n.name = i.name
        and (n.created_at, n.id) > (i.created_at, i.id)
    )
  order by i.created_at, i.id
  limit $3
  for update skip locked
)
returning id
