-- Lots with what became of them, newest first: $1 before this id; the other parameters filter when
-- given: J0 from $2 to $3, site, lots by number, gaveur, lots by code or registry id, and feeding
-- that went on at midnight of $8 (in the zone $9) or later.
with page as materialized (
  select l.*, p.status as sqal_status, p.date_abattage, to_jsonb(c) - 'lot_id' as cloture
  from lots_gavage l
  left join lot_closures c on c.lot_id = l.id
  left join sqal_pending_lots p on p.code_lot = l.code_lot
  where ($1::int is null or l.id < $1)
    and ($2::date is null or l.debut_lot >= $2)
    and ($3::date is null or l.debut_lot <= $3)
    and ($4::text is null or l.site_code = $4)
    and ($5::int[] is null or l.id = any ($5))
    and ($6::int is null or l.gaveur_id = $6)
    and ($7::text[] is null or l.code_lot = any ($7) or l.lot_id = any ($7))
    -- A lot that has not ended is still being fed; one that was closed ended with its last meal.
    and ($8::date is null or $8::timestamp at time zone $9 <= coalesce(
      p.date_abattage, case when l.statut <> 'en_cours' then l.dernier_repas_at end, 'infinity'))
  order by l.id desc
  limit $10
)
select
  l.id, l.code_lot, l.lot_id, l.site_code as site, l.gaveur_id,
  g.prenom || ' ' || g.nom as gaveur_nom, l.genetique, l.debut_lot::text as debut_lot,
  l.jour_actuel, l.statut, l.cloture, l.nb_canards_initial, l.itm, l.sqal_status, l.date_abattage,
  array(
    select m.maize_code::text from lot_maize m where m.lot_id = l.id order by m.since, m.maize_code
  ) as maize_lots,
  (select count(*) from sqal_sensor_samples s where s.lot_id = l.code_lot)::int as nb_samples,
  products.total as nb_products, products.active as nb_products_active,
  opinions.total as nb_feedbacks, opinions.average as average_rating
from page l
left join gaveurs_euralis g on g.id = l.gaveur_id
cross join lateral (
  select count(*)::int as total, count(*) filter (where c.is_active)::int as active
  from consumer_products c where c.lot_id = l.id
) products
cross join lateral (
  select count(*)::int as total, avg(f.overall_rating) as average
  from consumer_products c join consumer_feedbacks f using (product_id)
  where c.lot_id = l.id
) opinions
order by l.id desc
