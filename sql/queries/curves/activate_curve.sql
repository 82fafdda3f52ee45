update feeding_curves
set status = 'active', activated_by = $2, activated_at = $3::timestamptz
where id = $1 and status = 'approved'
returning id
