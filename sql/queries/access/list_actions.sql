-- A page of actions, newest first: $1 before this id; the other parameters filter when given.
select
  id::text as id, recorded_at, actor, roles, auth, action, target, outcome, status,
  address_hash, request_id
from audit_log
where ($1::bigint is null or id < $1)
  and ($2::text is null or actor = $2)
  and ($3::text is null or action = $3)
  and ($4::text is null or outcome = $4)
  and ($5::text is null or strpos(target, $5) > 0)
  and ($6::timestamptz is null or recorded_at >= $6)
  and ($7::timestamptz is null or recorded_at < $7)
order by id desc
limit $8
