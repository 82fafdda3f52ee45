-- Takes up to $1 entries off the queue that no other server has in hand.
with taken as (
  select id from product_queue order by id limit $1 for update skip locked
),
gone as (
  delete from product_queue q using taken t where q.id = t.id returning q.code_lot
)
select distinct code_lot from gone
