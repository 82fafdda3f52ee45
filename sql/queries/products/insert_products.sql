-- Products as a JSON array of rows, each with the event of its lot that records it. The lots are
-- locked, and the products are none that are there already.
with incoming as materialized (
  select p.*, i.registry_id, i.registered_at
  from jsonb_array_elements($1::text::jsonb) as element,
    lateral jsonb_populate_record(null::consumer_products, element) p,
    lateral jsonb_to_record(element) as i (registry_id text, registered_at timestamptz)
),
event as (
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
  select
    registry_id, registered_at, 'product_registered', 'gavaged',
    jsonb_build_object('product_id', product_id, 'sample_id', sample_id, 'grade', sqal_grade),
    'Produit ' || product_id || ' enregistré, classe ' || sqal_grade
  from incoming
  order by registry_id, numero
  returning data ->> 'product_id' as product_id, hash
)
insert into consumer_products (
  product_id, numero, qr_code, qr_signature, lot_id, sample_id, site_code, production_date,
  quality_control_date, packaging_date, best_before_date, sqal_quality_score, sqal_grade,
  sqal_compliance, lot_itm, lot_avg_weight, gavage_duration_days, certifications,
  production_method, blockchain_hash, blockchain_verified
)
select
  product_id, numero, qr_code, qr_signature, lot_id, sample_id, site_code, production_date,
  quality_control_date, packaging_date, best_before_date, sqal_quality_score, sqal_grade,
  sqal_compliance, lot_itm, lot_avg_weight, gavage_duration_days, certifications,
  production_method, event.hash, true
from incoming
join event using (product_id)
order by numero
