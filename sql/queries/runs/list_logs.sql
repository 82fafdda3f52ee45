-- The last lines of a run, in their order.
select * from (
  select sequence, logged_at, level, message from run_logs
  where run_id = $1 and ($2::text[] is null or level = any ($2))
  order by sequence desc
  limit $3
) tail
order by sequence
