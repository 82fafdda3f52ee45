-- Products, newest first: of a lot $1 (its code or LOT_ id), site $2, grade $3, activity $4; one by
-- its id $5; before the number $6.
select
  p.product_id, p.numero, p.qr_code, l.code_lot, l.lot_id, l.id as lot_number, p.sample_id,
  p.site_code, p.production_date, p.quality_control_date, p.packaging_date, p.best_before_date,
  p.sqal_quality_score, p.sqal_grade, p.sqal_compliance, p.lot_itm, p.lot_avg_weight,
  p.gavage_duration_days, p.certifications, p.production_method, p.blockchain_hash, p.is_active,
  p.lot_rejected, p.recalled_at, p.recalled_by, p.recall_reason, p.created_at,
  coalesce(s.total_feedbacks, 0) as total_reviews,
  round(s.average_overall_rating, 2) as average_rating
from consumer_products p
join lots_gavage l on l.id = p.lot_id
left join lateral (
  select count(*)::int as total_feedbacks, avg(overall_rating) as average_overall_rating
  from consumer_feedbacks f where f.product_id = p.product_id and f.is_public
) s on true
where ($1::text is null or p.lot_id = (select id from lots_gavage where code_lot = $1 or lot_id = $1))
  and ($2::text is null or p.site_code = $2)
  and ($3::text is null or p.sqal_grade = $3)
  and ($4::boolean is null or p.is_active = $4)
  and ($5::text is null or p.product_id = $5)
  and ($6::bigint is null or p.numero < $6)
order by p.numero desc
limit $7
