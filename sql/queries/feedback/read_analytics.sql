-- What is said of a lot's products ($1, its number) or a site's ($2), over the $3 days before the
-- period's end (null: ever). It ends at $4, the wall's time, or with the feedback received last where
-- that is not of the period before: so it shows what there is, simulated or real. Not the one of the
-- latest time: a single wrong date would hide all others for good.
with said as materialized (
  select f.*, p.lot_id
  from consumer_feedbacks f
  join consumer_products p using (product_id)
  where f.is_public and ($1::int is null or p.lot_id = $1) and ($2::text is null or p.site_code = $2)
),
newest as (
  select case
    when time > $4::timestamptz or time < $4::timestamptz - make_interval(days => $3::int) then time
    else $4::timestamptz
  end as last
  from (select max(feedback_id) as feedback_id from said) received
  left join said using (feedback_id)
),
trend as (
  select
    avg(overall_rating) filter (where time > last - interval '7 days') as last_7,
    avg(overall_rating) filter (
      where time > last - interval '14 days' and time <= last - interval '7 days') as before_7,
    avg(overall_rating) filter (where time > last - interval '30 days') as last_30,
    avg(overall_rating) filter (
      where time > last - interval '60 days' and time <= last - interval '30 days') as before_30
  from said, newest
)
select
  count(*)::int as total_feedbacks,
  round(avg(overall_rating), 2) as average_overall_rating,
  count(*) filter (where overall_rating = 1)::int as rating_1,
  count(*) filter (where overall_rating = 2)::int as rating_2,
  count(*) filter (where overall_rating = 3)::int as rating_3,
  count(*) filter (where overall_rating = 4)::int as rating_4,
  count(*) filter (where overall_rating = 5)::int as rating_5,
  round(avg(texture_rating), 2) as avg_texture,
  round(avg(flavor_rating), 2) as avg_flavor,
  round(avg(color_rating), 2) as avg_color,
  round(avg(aroma_rating), 2) as avg_aroma,
  round(avg(freshness_rating), 2) as avg_freshness,
  round(avg(would_recommend::int) * 100, 1) as recommendation_rate,
  round(avg(repurchase_intent), 2) as avg_repurchase_intent,
  count(distinct lot_id)::int as total_lots,
  count(distinct product_id)::int as total_products,
  (select round(last_7 - before_7, 2) from trend) as trend_7d,
  (select round(last_30 - before_30, 2) from trend) as trend_30d
from said, newest
where $3::int is null or time > last - make_interval(days => $3)
