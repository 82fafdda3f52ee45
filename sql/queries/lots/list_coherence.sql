-- The whole chain of each finished lot, or of the lots named, newest first: $2 before this id.
select
  l.id,
  l.code_lot,
  l.lot_id,
  l.gaveur_id,
  (select count(*) from doses_journalieres d where d.code_lot = l.code_lot)::int as nb_doses,
  case when c.lot_id is null then coalesce(l.duree_prevue, l.duree_gavage_reelle) * 2 end
    as doses_attendues,
  to_jsonb(c) - 'lot_id' as cloture,
  p.status as sqal_status,
  samples.total as nb_sqal_samples,
  (select count(*) from consumer_products c where c.lot_id = l.id)::int as nb_products,
  case when p.status in ('inspected', 'approved') then samples.compliant end as products_attendus
from lots_gavage l
left join lot_closures c on c.lot_id = l.id
left join sqal_pending_lots p on p.code_lot = l.code_lot
cross join lateral (
  select count(*)::int as total,
    (count(distinct s.sample_id) filter (where s.is_compliant))::int as compliant
  from sqal_sensor_samples s where s.lot_id = l.code_lot
) samples
where case when $1::text[] is null then l.pret_abattage else l.id = any ((select lot_ids($1))::integer[]) end
  and ($2::int is null or l.id < $2)
order by l.id desc
limit $3
