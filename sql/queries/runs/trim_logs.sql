-- Keeps the last lines of each of these runs.
delete from run_logs l
using unnest($1::text[], $2::bigint[]) as last (run_id, sequence)
where l.run_id = last.run_id and l.sequence <= last.sequence - $3::bigint
