-- What a QR code tells: its product, lot and site, and what was said of it. $2 is who scans, or null.
-- The hash holds when the event that bears it is unaltered.
select
  p.product_id, p.qr_code, p.is_active, p.recalled_at, l.code_lot, p.site_code,
  s.nom as site_name, s.region, l.genetique,
  p.production_date, p.quality_control_date, p.packaging_date, p.best_before_date,
  p.sqal_quality_score, p.sqal_grade, p.sqal_compliance, p.gavage_duration_days,
  coalesce(p.lot_itm, l.itm) as average_itm, p.certifications, p.production_method,
  p.carbon_footprint_kg, p.animal_welfare_score, p.blockchain_hash, l.debut_lot,
  l.debut_lot - 1 as arrived_on,
  exists (
    select from lot_events e
    where e.hash = p.blockchain_hash and e.lot_id = l.lot_id and is_unaltered(e)
  ) as blockchain_verified,
  r.reviewed_at,
  f.total_reviews,
  f.average_rating
from consumer_products p
join lots_gavage l on l.id = p.lot_id
join sites_euralis s on s.code = p.site_code
left join consumer_reviewers r on r.product_id = p.product_id and r.ip_hash = $2::text
cross join lateral (
  select count(*)::int as total_reviews, round(avg(overall_rating), 2) as average_rating
  from consumer_feedbacks f where f.product_id = p.product_id and f.is_public
) f
where p.qr_code = $1::text
