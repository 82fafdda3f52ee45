-- What waited about the lots $1, by their codes, when they were closed.
select a.alert_id, a.lot_id, a.site_code, a.device_id, a.acknowledged_by, a.acknowledged_at
from sqal_alerts a
join lots_gavage l on a.sujet = 'lot:' || l.code_lot
join lot_closures c on c.lot_id = l.id and c.closed_at = a.acknowledged_at
where l.code_lot = any ($1::text[]) and a.sujet like 'lot:%'
order by a.alert_id
