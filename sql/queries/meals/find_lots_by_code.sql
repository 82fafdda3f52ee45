-- The lots that bear one of these codes, or were sent under it, newest first.
select code_lot, code_recu, gaveur_id, genetique, dernier_repas, dernier_repas_at
from lots_gavage
where code_lot = any ($1::text[]) or code_recu = any ($1::text[])
order by id desc
