insert into feeding_curves (
  genetique, site_code, version, source, curve, total_maize_g, expected, proposed_by, proposed_at
)
select
  $1::text, $2::text,
  coalesce((
    select max(version) from feeding_curves
    where genetique = $1::text and site_code is not distinct from $2::text
  ), 0) + 1,
  $3::text, $4::jsonb, $5::numeric, $6::jsonb, $7::text, $8::timestamptz
returning id
