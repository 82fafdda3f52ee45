-- Those of these lots that are there. Held, in the order of all who write meals, until the
-- transaction ends: nobody deletes them, feeds them or counts their meals meanwhile.
select code_lot from lots_gavage where code_lot = any ($1::text[]) order by code_lot collate "C"
for no key update
