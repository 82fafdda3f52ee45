-- Feedbacks in the order of their arrival, after $6: of the site $1, given from day $2 to day $3 of the
-- zone $4. Who gave them is nobody's business.
select
  f.feedback_id, f.time, f.product_id, l.code_lot, p.site_code as site, p.sample_id, p.sqal_grade,
  p.sqal_quality_score, f.overall_rating, f.texture_rating, f.flavor_rating, f.color_rating,
  f.aroma_rating, f.freshness_rating, f.comment, f.consumption_context, f.consumption_date,
  f.consumer_age_range, f.consumer_region, f.would_recommend, f.repurchase_intent, f.recorded_at
from consumer_feedbacks f
join consumer_products p using (product_id)
join lots_gavage l on l.id = p.lot_id
where ($1::text is null or p.site_code = $1)
  and ($2::date is null or (f.time at time zone $4::text)::date >= $2)
  and ($3::date is null or (f.time at time zone $4)::date <= $3)
  and ($6::int is null or f.feedback_id > $6)
order by f.feedback_id
limit $5
