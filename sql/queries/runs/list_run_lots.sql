-- The lots that a run placed, in their order.
select l.code_lot, l.lot_id, l.statut, to_jsonb(c) - 'lot_id' as cloture
from lots_gavage l
left join lot_closures c on c.lot_id = l.id
where starts_with(l.cle_creation, $1 || '-')
order by l.id
limit $2
