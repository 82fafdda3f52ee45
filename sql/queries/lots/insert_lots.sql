-- Places new lots (J-1). Their ids follow the order of the request.
insert into lots_gavage (
  id, code_lot, site_code, gaveur_id, genetique, nb_canards_initial, debut_lot, duree_prevue,
  cle_creation
)
select * from (
  select nextval(pg_get_serial_sequence('lots_gavage', 'id')), * from unnest(
    $1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::date[], $7::int[], $8::text[]
  )
) as placed (id, code_lot, site, gaveur_id, genetique, nb_canards, debut_lot, duree_prevue, cle)
-- All who place lots take their numbers in this order: nobody waits for one who waits for him.
order by debut_lot, code_lot
