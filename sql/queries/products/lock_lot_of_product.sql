select l.id
from lots_gavage l
join consumer_products p on p.lot_id = l.id
where p.product_id = $1
for no key update of l
