-- The maize of a lot, in the order of its use.
select
  m.code, m.site_code as site, m.delivered_on::text as delivered_on, m.supplier,
  u.since::text as since
from lot_maize u
join maize_lots m on m.code = u.maize_code
where u.lot_id = $1
order by u.since, m.code
