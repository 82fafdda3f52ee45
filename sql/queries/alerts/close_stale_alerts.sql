-- Ends the counting on rows that are older than $3 minutes: what repeats after them is a new alert.
update sqal_alerts a
set ouverte = false
from unnest($1::text[], $2::text[]) as t (sujet, alert_type)
where a.sujet = t.sujet and a.alert_type = t.alert_type and a.ouverte
  and a.created_at < now() - make_interval(mins => $3::int)
