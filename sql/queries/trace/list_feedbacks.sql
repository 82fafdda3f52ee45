-- What was said of products, newest first.
select f.feedback_id, f.product_id, f.time, f.overall_rating, f.comment
from consumer_feedbacks f
where f.product_id = any ($1::text[])
order by f.time desc, f.feedback_id desc
limit $2
