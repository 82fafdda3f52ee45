select id, prenom || ' ' || nom as nom, site_code from gaveurs_euralis where actif order by id
