-- Comments of at least $3 characters, newest first: of a lot's products ($1, its number), a site's ($2).
select
  f.time, f.overall_rating, f.comment, f.consumption_context, f.consumer_region, f.product_id,
  p.site_code
from consumer_feedbacks f
join consumer_products p using (product_id)
where f.is_public and length(f.comment) >= $3::int
  and ($1::int is null or p.lot_id = $1)
  and ($2::text is null or p.site_code = $2)
order by f.time desc, f.feedback_id desc
limit $4
