insert into run_logs (run_id, sequence, logged_at, level, message)
select l.* from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[])
  as l (run_id, sequence, logged_at, level, message)
where exists (select 1 from simulator_runs r where r.id = l.run_id)
on conflict do nothing
