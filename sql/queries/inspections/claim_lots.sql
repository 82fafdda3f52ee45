-- Claims up to $2 lots under the name $1 for $3 seconds, the longest slaughtered first.
-- Taken: what is pending; what failed and is due again; what its holder let go by. A lot that
-- another program set to `inspecting` without a lease is that program's, for $4 seconds.
with open as (
  select id
  from sqal_pending_lots
  where status = 'pending'
    or (status = 'error' and next_try_at <= now())
    or (status = 'inspecting' and lease_until <= now())
    or (status = 'inspecting' and lease_until is null
        and updated_at <= now() - make_interval(secs => $4::float8))
  order by date_abattage, id
  limit $2::int
  for update skip locked
),
claimed as (
  update sqal_pending_lots p
  set status = 'inspecting',
      claimed_by = $1::text,
      lease_until = now() + make_interval(secs => $3::float8),
      next_try_at = null
  from open
  where p.id = open.id
  returning p.*
)
select
  c.code_lot, c.site, c.genetique, c.poids_moyen_final, c.taux_mortalite, c.date_abattage,
  c.attempts,
  (select sum(d.dose_reelle) from doses_journalieres d where d.code_lot = c.code_lot) as maize_grams
from claimed c
order by c.date_abattage, c.id
