-- The lots that bear these codes or registry ids, newest first.
select * from lots_shown
where id = any ((select lot_ids($1::text[]))::integer[])
order by id desc
