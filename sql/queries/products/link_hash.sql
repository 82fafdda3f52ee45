-- Notes the hash $2 under which another ledger keeps the product $1, on the lot's chain as well.
with linked as (
  update consumer_products set blockchain_hash = $2::text, blockchain_verified = true
  where product_id = $1::text
  returning product_id, lot_id
),
event as (
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
  select
    l.lot_id,
    greatest($3::timestamptz, (select max(e."timestamp") from lot_events e where e.lot_id = l.lot_id)),
    'blockchain_record', 'gavaged',
    jsonb_build_object('product_id', k.product_id, 'blockchain_hash', $2::text),
    'Empreinte ' || $2::text || ' liée au produit ' || k.product_id
  from linked k
  join lots_gavage l on l.id = k.lot_id
)
select product_id from linked
