-- The codes made by one creation request, in the order of the request.
select code_lot from lots_gavage
where starts_with(cle_creation, $1 || '/')
order by split_part(cle_creation, '/', -1)::int
