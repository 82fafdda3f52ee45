-- The newest events of all lots.
select
  e.id as index, e."timestamp", e.event_type as type_evenement, e.hash as hash_actuel,
  e.previous_hash as hash_precedent, e.lot_id, e.data as donnees
from lot_events e
order by e.id desc
limit $1
