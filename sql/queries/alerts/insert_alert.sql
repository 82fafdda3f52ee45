-- An alert raised by hand: never counted as another's repetition, nor counting any.
insert into sqal_alerts (
  time, sujet, alert_type, severity, title, message, device_id, sample_id, site_code, data_context,
  ouverte
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, false)
returning alert_id
