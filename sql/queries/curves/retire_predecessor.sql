-- The active curve makes way for an approved one of the same genetics and site.
update feeding_curves old
set status = 'retired', retired_by = $2, retired_at = $3::timestamptz
from feeding_curves new
where new.id = $1 and new.status = 'approved'
  and old.genetique = new.genetique and old.site_code is not distinct from new.site_code
  and old.status = 'active'
