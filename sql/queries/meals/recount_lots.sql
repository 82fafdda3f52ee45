-- Counts the meals of these lots anew, where some were sent again.
update lots_gavage l
set nb_doses = counted.nb_doses, mais_donne_g = counted.mais_donne_g, nb_vivants = counted.nb_vivants
from (
  select
    code_lot, count(*) as nb_doses, coalesce(sum(dose_reelle), 0) as mais_donne_g,
    (array_agg(nb_vivants order by jour desc, moment desc))[1] as nb_vivants
  from doses_journalieres
  where code_lot = any ($1::text[]) and jour >= 0
  group by code_lot
) counted
where l.code_lot = counted.code_lot
  and l.code_lot = any ($1::text[])
  and (l.nb_doses, l.mais_donne_g, l.nb_vivants)
    is distinct from (counted.nb_doses, counted.mais_donne_g, counted.nb_vivants)
