-- How far the lots that a run placed have come: its newest meal, and the day of arrival (J-1).
select max(d.time) as last_meal, (min(l.debut_lot) - 1)::text as arrival
from lots_gavage l
left join doses_journalieres d using (code_lot)
where starts_with(l.cle_creation, $1 || '-')
