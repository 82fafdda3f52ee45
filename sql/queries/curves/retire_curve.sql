update feeding_curves
set status = 'retired', retired_by = $2, retired_at = $3::timestamptz
where id = $1 and status <> 'retired'
returning id
