-- Those of these lots that are there.
select code_lot from lots_gavage where code_lot = any ($1::text[])
