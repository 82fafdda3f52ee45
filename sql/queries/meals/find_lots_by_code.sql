-- Newest first: the lots sent under one of the codes $1 that are used anew, and those that bear or
-- were sent under one of the codes $2. Codes used anew are few, so asking for all costs little.
select
  id, code_lot, code_recu, gaveur_id, genetique, ouvert_at,
  -- One that was ended early is over, too.
  pret_abattage or statut <> 'en_cours' as est_fini,
  case when dernier_repas >= 0 then dernier_repas_at end as dernier_repas_at
from lots_gavage
where code_recu = any ($1::text[])
union
select
  id, code_lot, code_recu, gaveur_id, genetique, ouvert_at,
  pret_abattage or statut <> 'en_cours' as est_fini,
  case when dernier_repas >= 0 then dernier_repas_at end
from lots_gavage
where code_lot = any (
  $2::text[] || array(select code_recu::text from lots_gavage where code_recu = any ($1::text[]))
)
order by id desc
