-- The codes made by one creation request, in the order of the request.
select code_lot from lots_gavage
where starts_with(cle_creation, $1 || '/')
  -- Another request's key may go on after a slash of its own.
  and strpos(substr(cle_creation, length($1) + 2), '/') = 0
order by split_part(cle_creation, '/', -1)::int
