-- Holds the claim $2 on the lot $1 for $3 more seconds; no row when it is lost.
update sqal_pending_lots
set lease_until = now() + make_interval(secs => $3::float8)
where code_lot = $1::text and claimed_by = $2::text and status = 'inspecting'
returning code_lot
