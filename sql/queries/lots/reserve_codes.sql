-- Reserves $3 consecutive numbers of a site's month ($2 = yymm) and returns the last of them.
-- Clients that make their own codes may already have used some: numbering goes on after those.
insert into lot_sequences as s (site, yymm, dernier)
select $1::text, $2::text, $3::int + coalesce(max(substring(code_lot from 7)::int), 0)
from lots_gavage
where code_lot like $1::text || $2::text || '%' and code_lot ~ '^.{6}[0-9]{3,9}$'
on conflict (site, yymm) do update
set dernier = greatest(s.dernier + $3::int, excluded.dernier)
returning dernier
