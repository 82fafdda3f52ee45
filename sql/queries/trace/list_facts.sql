-- The registry's events of a lot, in their order.
select e.sequence, e."timestamp" as time, e.recorded_at, e.event_type, e.actor, e.data
from lot_events e
where e.lot_id = $1
order by e.sequence
