-- The first acknowledgement stands.
update sqal_alerts
set is_acknowledged = true,
    ouverte = false,
    acknowledged_by = case when is_acknowledged then acknowledged_by else $2 end,
    acknowledged_at = coalesce(acknowledged_at, now())
where alert_id = $1
returning alert_id, lot_id, site_code, device_id, acknowledged_by, acknowledged_at
