-- The inspection of the lot $1 failed for the reason $3; no row when the claim $2 is lost.
-- $4 seconds later it is tried again, or never when null; $5 tells whether this try counts.
update sqal_pending_lots
set status = 'error',
    last_error = $3::text,
    next_try_at = now() + make_interval(secs => $4::float8),
    attempts = attempts + $5::bool::int,
    claimed_by = null,
    lease_until = null
where code_lot = $1::text and claimed_by = $2::text and status = 'inspecting'
returning code_lot
