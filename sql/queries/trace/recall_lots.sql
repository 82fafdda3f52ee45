-- Takes all products of lots off the market, now and to come, and records it in each lot's chain.
-- What was recalled before keeps its reason. $4 is the wall's time: the event comes no earlier than
-- what is already on its lot's timeline. Returns the products withdrawn.
with recalled as (
  insert into lot_recalls (lot_id, recalled_at, recalled_by, reason)
  select unnest($1::int[]), $4::timestamptz, $2, $3
  on conflict (lot_id) do nothing
  returning lot_id
),
withdrawn as (
  update consumer_products c
  set is_active = false, recalled_at = $4::timestamptz, recalled_by = $2, recall_reason = $3
  where c.lot_id = any ($1::int[]) and c.recalled_at is null
  returning c.lot_id, c.product_id
),
recorded as (
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
  select
    l.lot_id,
    greatest($4::timestamptz, (select max(e."timestamp") from lot_events e where e.lot_id = l.lot_id)),
    'recall', $5,
    $6::text::jsonb || jsonb_build_object(
      'reason', $3::text, 'scope', 'lot',
      'product_ids', coalesce(jsonb_agg(w.product_id order by w.product_id)
                              filter (where w.product_id is not null), '[]')),
    $7
  from lots_gavage l
  left join withdrawn w on w.lot_id = l.id
  where l.id = any ($1::int[])
    and (w.product_id is not null or exists (select from recalled r where r.lot_id = l.id))
  group by l.lot_id
  order by l.lot_id
)
select w.product_id from withdrawn w
