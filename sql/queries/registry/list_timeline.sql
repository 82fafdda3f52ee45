-- What happened to a lot, in the order of its own time.
select
  lot_id, sequence, instant_text(e."timestamp") as "timestamp",
  instant_text(e.recorded_at) as recorded_at, event_type, actor, data, description, previous_hash, hash
from lot_events e
where lot_id = $1
order by e."timestamp", sequence
limit $2
