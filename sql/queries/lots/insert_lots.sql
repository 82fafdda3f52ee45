-- Places new lots (J-1). Their ids follow the order of the request. A lot takes the curve that is
-- active for its genetics, its own site's before that of every site, and the curve's days; $9 are
-- the lots of maize, a JSON array for each lot.
with wanted as (
  select *
  from unnest(
    $1::text[], $2::text[], $3::int[], $4::text[], $5::int[], $6::date[], $7::int[], $8::text[]
  ) with ordinality as u (
    code_lot, site, gaveur_id, genetique, nb_canards, debut_lot, duree_prevue, cle, place
  )
),
planned as (
  select
    nextval(pg_get_serial_sequence('lots_gavage', 'id')) as id, w.code_lot, w.site, w.gaveur_id,
    w.genetique, w.nb_canards, w.debut_lot,
    coalesce((c.curve ->> 'duree_jours')::int, w.duree_prevue) as duree, w.cle, c.id as curve_id
  from (select * from wanted order by place) w
  left join lateral (
    select f.id, f.curve from feeding_curves f
    where f.status = 'active' and f.genetique = w.genetique
      and (f.site_code = w.site or f.site_code is null)
    order by f.site_code nulls last
    limit 1
  ) c on true
),
-- All who place lots take their numbers in this order: nobody waits for one who waits for him.
numbered as (
  insert into lot_id_sequences as s (debut_lot, dernier)
  select debut_lot, count(*) from wanted group by debut_lot order by debut_lot
  on conflict (debut_lot) do update set dernier = s.dernier + excluded.dernier
  returning debut_lot, dernier
),
placed as (
  insert into lots_gavage (
    id, code_lot, lot_id, site_code, gaveur_id, genetique, nb_canards_initial, debut_lot,
    duree_prevue, cle_creation, curve_id
  )
  select
    id, code_lot,
    lot_id_of(
      debut_lot, dernier + 1 - row_number() over (partition by debut_lot order by code_lot desc)
    ),
    site, gaveur_id, genetique, nb_canards, debut_lot, duree, cle, curve_id
  from planned join numbered using (debut_lot)
  order by debut_lot, code_lot
  returning id, code_lot
),
maize as (
  select w.code_lot, w.site, w.debut_lot, m.code
  from wanted w
  cross join lateral jsonb_array_elements_text($9::text::jsonb -> (w.place - 1)::int) as m (code)
),
delivered as (
  insert into maize_lots (code, site_code)
  select code, min(site) from maize group by code order by code
  on conflict (code) do nothing
)
insert into lot_maize (lot_id, maize_code, since)
select p.id, m.code, m.debut_lot
from maize m
join placed p using (code_lot)
group by p.id, m.code, m.debut_lot
