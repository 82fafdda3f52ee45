-- Places new lots (J-1). A creation key that is known already makes no second lot.
insert into lots_gavage (
  code_lot, site_code, gaveur_id, genetique, nb_canards_initial, debut_lot, duree_prevue,
  cle_creation
)
select * from unnest(
  $1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::date[], $7::int[], $8::text[]
)
