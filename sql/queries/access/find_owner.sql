-- Whose the lot $1 is, by its code.
select gaveur_id from lots_gavage where code_lot = $1
