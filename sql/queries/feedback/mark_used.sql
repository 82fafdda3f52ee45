update consumer_feedback_ml_data
set dataset_split = $2, used_at = $3
where feedback_id = any($1::int[])
returning feedback_id
