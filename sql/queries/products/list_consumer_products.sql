-- What may be bought, newest first: all, or of a lot by its number $1 or its code or LOT_ id $2.
select
  p.product_id, p.qr_code, p.lot_id, p.sample_id, p.sqal_grade, p.blockchain_hash, p.created_at
from consumer_products p
where p.is_active
  and ($1::int is null or p.lot_id = $1)
  and ($2::text is null or p.lot_id = (select id from lots_gavage where code_lot = $2 or lot_id = $2))
order by p.numero desc
limit $3
