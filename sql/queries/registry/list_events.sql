-- Events along the chains: lot by lot, each in its order, after event $3 of the lot $2; of the lot $1 when given.
-- Events of a lot are committed in their order, so a page never skips one.
select
  lot_id, sequence, instant_text("timestamp") as "timestamp", instant_text(recorded_at) as recorded_at,
  event_type, actor, data, description, previous_hash, hash
from lot_events
where ($1::text is null or lot_id = $1)
  and (lot_id, sequence) > ($2::text, $3::int)
order by lot_events.lot_id, sequence
limit $4
