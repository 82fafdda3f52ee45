-- The events of the product $1: its lot's, less what is about other products and samples.
select
  e.id as index, e."timestamp", e.event_type as type_evenement, e.hash as hash_actuel,
  e.previous_hash as hash_precedent, e.lot_id, e.data as donnees
from consumer_products p
join lots_gavage l on l.id = p.lot_id
join lot_events e on e.lot_id = l.lot_id
where p.product_id = $1
  and coalesce(e.data ->> 'product_id', p.product_id) = p.product_id
  and coalesce(e.data ->> 'sample_id', p.sample_id) is not distinct from p.sample_id
order by e.sequence
