-- Takes the product $1 off the market; the first to say so stands. $4 is the wall's time: the event
-- comes no earlier than what is already on its lot's timeline.
with recalled as (
  update consumer_products
  set is_active = false, recalled_at = $4::timestamptz, recalled_by = $3::text,
    recall_reason = $2::text
  where product_id = $1::text and recalled_at is null
  returning product_id, lot_id
)
insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
select
  l.lot_id,
  greatest($4::timestamptz, (select max(e."timestamp") from lot_events e where e.lot_id = l.lot_id)),
  'recall', 'operator:' || $3::text,
  jsonb_build_object('product_id', r.product_id, 'reason', $2::text),
  'Produit ' || r.product_id || ' rappelé : ' || $2::text
from recalled r
join lots_gavage l on l.id = r.lot_id
