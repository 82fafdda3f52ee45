-- Holds these lots until the transaction ends, in the order in which all who write events do.
select lot_id from lots_gavage where code_lot = any ($1::text[]) order by lot_id for no key update
