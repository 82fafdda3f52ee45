-- Whoever issues, rejects or recalls products of a lot holds the lot, several by their lot_id.
select id, code_lot, lot_id
from lots_gavage
where code_lot = any($1::text[])
order by lot_id
for no key update
