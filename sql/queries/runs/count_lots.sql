-- What the control panel shows of the registry.
select count(*)::int as total_lots,
  (count(*) filter (where statut = 'en_cours'))::int as active_lots,
  (count(*) filter (where statut <> 'en_cours') - (select count(*) from lot_closures))::int as completed_lots,
  (select count(*) from lot_closures)::int as closed_lots,
  coalesce(round(avg(itm), 2), 0) as avg_itm
from lots_gavage
