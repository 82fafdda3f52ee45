-- Curves, newest version first; each parameter filters when given. $3 asks for one site's own
-- curves, '' for those of every site.
select
  c.id, c.genetique, c.site_code as site, c.version, c.status, c.source, c.curve, c.total_maize_g,
  c.expected, (select count(*) from lots_gavage l where l.curve_id = c.id)::int as nb_lots,
  c.proposed_by, c.proposed_at, c.approved_by, c.approved_at, c.activated_by, c.activated_at,
  c.retired_by, c.retired_at
from feeding_curves c
where ($1::int is null or c.id = $1)
  and ($2::text is null or c.genetique = $2)
  and ($3::text is null or coalesce(c.site_code, '') = $3)
  and ($4::text is null or c.status = $4)
order by c.id desc
limit $5
