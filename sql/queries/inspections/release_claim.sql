-- Lets go of the lot $1: any monitor may take it up at once. It stays `inspecting`, since some of
-- its samples may be stored, and a pending lot could still change its date under them.
update sqal_pending_lots
set lease_until = now()
where code_lot = $1::text and claimed_by = $2::text and status = 'inspecting'
returning code_lot
