-- The lots that go by these codes, registry ids or numbers; a code goes before the others.
select wanted.id, l.code_lot, l.lot_id, l.site_code
from unnest($1::text[]) as wanted (id)
cross join lateral (
  select code_lot, lot_id, site_code
  from lots_gavage
  where code_lot = wanted.id or lot_id = wanted.id
    or id = case when wanted.id ~ '^[0-9]{1,9}$' then wanted.id::int end
  order by (code_lot = wanted.id) desc, (lot_id = wanted.id) desc
  limit 1
) l
