select
  total_feedbacks, round(average_overall_rating, 2) as average_rating,
  rating_1, rating_2, rating_3, rating_4, rating_5,
  round(recommendation_rate, 1) as recommendation_rate
from consumer_product_stats
where product_id = $1
