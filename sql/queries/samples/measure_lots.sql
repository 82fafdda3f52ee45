-- The ITM of these lots, from all of their samples.
select measure_lots($1::text[])
