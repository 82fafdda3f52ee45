-- A feedback ($1, one JSON object), its person's newest on the product, and the event of the lot, or
-- no row when the person's last one is of less than 30 days before $2.
with incoming as materialized (
  select * from json_populate_record(null::consumer_feedbacks, $1::text::json)
),
reviewer as (
  insert into consumer_reviewers as r (product_id, ip_hash, reviewed_at)
  select product_id, ip_hash, $2::timestamptz from incoming
  on conflict (product_id, ip_hash) do update set reviewed_at = excluded.reviewed_at
    where r.reviewed_at <= excluded.reviewed_at - interval '30 days'
  returning product_id
),
feedback as (
  insert into consumer_feedbacks (
    time, product_id, overall_rating, texture_rating, flavor_rating, color_rating, aroma_rating,
    freshness_rating, comment, consumption_context, consumption_date, consumer_age_range,
    consumer_region, would_recommend, repurchase_intent, photo_urls, device_type, app_version,
    ip_hash, idempotency_key, body_hash, reward_points_granted
  )
  select
    i.time, i.product_id, i.overall_rating, i.texture_rating, i.flavor_rating, i.color_rating,
    i.aroma_rating, i.freshness_rating, i.comment, i.consumption_context, i.consumption_date,
    i.consumer_age_range, i.consumer_region, i.would_recommend, i.repurchase_intent, i.photo_urls,
    i.device_type, i.app_version, i.ip_hash, i.idempotency_key, i.body_hash,
    i.reward_points_granted
  from incoming i
  join reviewer using (product_id)
  returning feedback_id, time, product_id, overall_rating, comment
),
event as (
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
  select
    l.lot_id, f.time, 'consumer_feedback', 'consumer',
    jsonb_build_object(
      'feedback_id', f.feedback_id, 'product_id', f.product_id,
      'rating', f.overall_rating, 'comment', f.comment
    ),
    'Avis de ' || f.overall_rating || ' sur 5'
  from feedback f
  join consumer_products p using (product_id)
  join lots_gavage l on l.id = p.lot_id
)
select feedback_id from feedback
