-- Opens lots for a meal each, under codes that should be nobody's yet: those that are somebody's are
-- not returned.
insert into lots_gavage (
  code_lot, code_recu, site_code, gaveur_id, genetique, nb_canards_initial, debut_lot, ouvert_at
)
select
  code_lot, nullif(code_recu, code_lot), site, gaveur_id, genetique, nb_initial,
  (to_timestamp(epoch_seconds) at time zone $9)::date - jour as debut_lot, to_timestamp(epoch_seconds)
from unnest(
  $1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::float8[], $8::int[]
) as opened (code_lot, code_recu, site, gaveur_id, genetique, nb_initial, epoch_seconds, jour)
-- All who place lots take their numbers in this order: nobody waits for one who waits for him.
order by debut_lot, code_lot
on conflict (code_lot) do nothing
returning code_lot
