-- Which of these meals are there already: their places, from 1.
select place::int
from unnest($1::text[], $2::int[], $3::text[]) with ordinality as m (code_lot, jour, moment, place)
join doses_journalieres d using (code_lot, jour, moment)
