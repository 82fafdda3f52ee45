-- ITM apart by what it is: measured, or only to be expected.
select
  count(*)::int as total_lots,
  count(*) filter (where gavage_status = 'en_cours')::int as active_lots,
  count(*) filter (where gavage_status = 'termine' and closure_reason is null)::int as completed_lots,
  count(closure_reason)::int as closed_lots,
  count(*) filter (where gavage_status = 'suspendu')::int as suspended_lots,
  coalesce(sum(nb_canards), 0)::int as total_canards,
  coalesce(sum(nb_canards) filter (where gavage_status = 'en_cours'), 0)::int as active_canards,
  round(avg(gavage_duration_days) filter (where gavage_status = 'termine' and closure_reason is null), 2)
    as avg_gavage_duration_days,
  round(avg(itm_moyen) filter (where not itm_is_forecast), 2) as avg_itm_measured,
  round(avg(itm_moyen) filter (where itm_is_forecast), 2) as avg_itm_forecast,
  (select round(avg((data ->> 'rating')::numeric), 2) from lot_events
    where event_type = 'consumer_feedback') as average_rating,
  (select count(*)::int from lot_events where event_type = 'consumer_feedback') as consumer_feedbacks
from lots_registry
