-- Those who no longer feed, too: their last meals may still be on the way.
select id, prenom || ' ' || nom as nom, site_code, actif from gaveurs_euralis order by id
