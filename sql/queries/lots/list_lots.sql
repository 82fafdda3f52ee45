-- A page of lots, newest first: $1 before this id; the other parameters filter when given.
select l.*, to_jsonb(c) - 'lot_id' as cloture
from lots_shown l
left join lot_closures c on c.lot_id = l.id
where ($1::int is null or l.id < $1)
  and ($2::text is null or site = $2)
  and ($3::int is null or gaveur_id = $3)
  and ($4::text is null or statut = $4)
  -- What is not finished has an index.
  and ($4::text is distinct from 'en_cours' or l.id in (select id from lots_gavage where not sorti))
  and ($5::bool is null or pret_abattage = $5)
  and ($6::text is null or genetique = $6)
order by l.id desc
limit $7
