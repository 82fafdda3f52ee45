-- Only what has been inspected and not yet decided may be approved or rejected.
update sqal_pending_lots
set status = $2, decided_by = $3, decision_reason = $4, decided_at = now()
where code_lot = $1 and status = 'inspected'
returning code_lot
