-- Ends the unfinished lots that the run $1 placed, in the order in which all hold lots: $2 says so,
-- for the reason $3. Returns those that were not ended before.
select code_lot
from (
  select code_lot, close_lot(code_lot, $2::text, $3::text) as outcome
  from (
    select code_lot from lots_gavage
    where starts_with(cle_creation, $1 || '-') and statut = 'en_cours'
    order by lot_id
  ) unfinished
) ended
where outcome = 'closed'
