update feeding_curves
set status = 'approved', approved_by = $2, approved_at = $3::timestamptz
where id = $1 and status = 'proposed'
returning id
