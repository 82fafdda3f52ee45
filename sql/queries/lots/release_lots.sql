-- Takes finished lots that nobody measured out of the index of those present. An hour is more than
-- quality control needs; what somebody holds is left for the next time.
update lots_gavage
set sorti = true
where id in (
  select id from lots_gavage
  where not sorti and statut <> 'en_cours' and updated_at < now() - interval '1 hour'
  order by id
  limit 5000
  for no key update skip locked
)
