-- The lots that bear these codes or registry ids, newest first.
select l.*, to_jsonb(c) - 'lot_id' as cloture
from lots_shown l
left join lot_closures c on c.lot_id = l.id
where l.id = any ((select lot_ids($1::text[]))::integer[])
order by l.id desc
