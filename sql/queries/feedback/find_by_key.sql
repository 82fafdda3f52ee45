-- What the person $1 said under the key $2.
select feedback_id, body_hash, reward_points_granted
from consumer_feedbacks
where ip_hash = $1 and idempotency_key = $2
