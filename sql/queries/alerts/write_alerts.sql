-- Alerts as a JSON array, at most one a subject and type. One that repeats an open one counts there,
-- and one about a lot that was closed is nobody's concern: its meals may go on coming. Returns those
-- that are new.
with incoming as materialized (
  select *
  from json_populate_recordset(null::sqal_alerts, $1::text::json) with ordinality a
  where not exists (
    select from lots_gavage l
    join lot_closures c on c.lot_id = l.id
    where l.code_lot = a.lot_id and a.sujet = 'lot:' || a.lot_id
  )
),
written as (
  insert into sqal_alerts as a (
    time, sujet, alert_type, severity, title, message, device_id, sample_id, lot_id, site_code,
    data_context, threshold_value, actual_value, occurrences
  )
  select
    time, sujet, alert_type, severity, title, message, device_id, sample_id, lot_id, site_code,
    coalesce(data_context, '{}'), threshold_value, actual_value, occurrences
  from incoming
  -- Servers that raise the same alerts take them in the same order.
  order by sujet, alert_type
  on conflict (sujet, alert_type) where ouverte do update
  set occurrences = a.occurrences + excluded.occurrences,
      last_seen = now()
  returning alert_id, sujet, alert_type, xmax = 0 as is_new
)
select i.ordinality::int as place, w.alert_id
from incoming i
join written w using (sujet, alert_type)
where w.is_new
