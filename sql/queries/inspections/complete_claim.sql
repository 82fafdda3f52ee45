-- The lot $1 is inspected, its last sample measured at $3; no row when the claim $2 is lost.
update sqal_pending_lots
set status = 'inspected',
    date_inspection_sqal = $3::timestamptz,
    claimed_by = null,
    lease_until = null,
    last_error = null
where code_lot = $1::text and claimed_by = $2::text and status = 'inspecting'
returning code_lot
