-- J-1 is a day without a dose: it stands in the raw series alone, once, save when two servers store
-- it at the same moment.
insert into gavage_data (
  time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
  taux_mortalite, temperature, humidite
)
select i.*
from (
  select
    to_timestamp(unnest($1::float8[])) as time,
    unnest($2::text[]) as code_lot,
    unnest($3::int[]) as jour,
    unnest($4::text[]) as moment,
    unnest($5::numeric[]),
    unnest($6::numeric[]),
    unnest($7::numeric[]),
    unnest($8::int[]),
    unnest($9::numeric[]),
    unnest($10::numeric[]),
    unnest($11::numeric[])
) i
-- Those of the instants of the meals are read once and hashed, not looked through for each meal.
where (code_lot, time, jour, moment) not in (
  select g.code_lot, g.time, g.jour, g.moment
  from gavage_data g
  where g.time = any (array(select to_timestamp(unnest($1::float8[]))))
)
