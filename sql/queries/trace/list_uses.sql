-- The lots that were fed a maize lot, and since when.
select u.lot_id as id, u.since::text as since
from lot_maize u
where u.maize_code = $1
