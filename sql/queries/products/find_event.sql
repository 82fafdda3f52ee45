-- The event of the hash $1, and whether it is what was hashed.
select
  e.id as index, e."timestamp", e.event_type as type_evenement, e.hash as hash_actuel,
  e.previous_hash as hash_precedent, e.lot_id, e.data as donnees,
  is_unaltered(e) as is_unaltered
from lot_events e
where e.hash = $1
