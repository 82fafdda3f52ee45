-- Only what has been inspected and not yet decided may be approved or rejected. The registry is
-- told in the same statement; the lot is held first, as by all who write its events.
with lot as (
  select code_lot, lot_id from lots_gavage where code_lot = $1::text for no key update
),
decided as (
  update sqal_pending_lots p
  set status = $2::text, decided_by = $3::text, decision_reason = $4::text, decided_at = now()
  from lot
  where p.code_lot = lot.code_lot and p.status = 'inspected'
  returning p.code_lot, lot.lot_id, p.date_inspection_sqal, p.date_abattage
),
told as (
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
  select
    lot_id, coalesce(lot_time(lot_id), date_inspection_sqal, date_abattage), 'sqal_decision',
    'operator:' || $3::text,
    jsonb_build_object('decision', $2::text, 'by', $3::text, 'reason', $4::text),
    case $2::text when 'approved' then 'Lot approuvé' else 'Lot refusé' end
  from decided
)
select code_lot from decided
