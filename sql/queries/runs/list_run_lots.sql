-- The lots that a run placed, in their order.
select code_lot, lot_id, statut from lots_gavage
where starts_with(cle_creation, $1 || '-')
order by id
limit $2
