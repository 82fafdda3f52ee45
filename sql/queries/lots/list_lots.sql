-- A page of lots, newest first: $1 before this id; the other parameters filter when given.
select * from lots_shown
where ($1::int is null or id < $1)
  and ($2::text is null or site = $2)
  and ($3::int is null or gaveur_id = $3)
  and ($4::text is null or statut = $4)
  and ($5::bool is null or pret_abattage = $5)
  and ($6::text is null or genetique = $6)
order by id desc
limit $7
