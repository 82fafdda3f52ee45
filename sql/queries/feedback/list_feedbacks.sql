select
  feedback_id as id, product_id, overall_rating, texture_rating, flavor_rating, freshness_rating,
  comment, consumption_context, time
from consumer_feedbacks
where is_public
order by recorded_at desc, feedback_id desc
limit $1
