-- Holds lots until the transaction ends: nobody issues products of them or adds to their chain.
select lot_id from lots_gavage where id = any ($1::int[]) order by lot_id for no key update
