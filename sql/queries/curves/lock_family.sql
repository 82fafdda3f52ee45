-- The curves that stand beside a curve, for its genetics and site: one act on them at a time.
select f.id
from feeding_curves c
join feeding_curves f
  on f.genetique = c.genetique and f.site_code is not distinct from c.site_code
where c.id = $1
order by f.id
for update of f
