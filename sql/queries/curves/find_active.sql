-- The curve that a lot of these genetics placed at this site would get.
select id from feeding_curves
where status = 'active' and genetique = $1 and (site_code = $2 or site_code is null)
order by site_code nulls last
limit 1
