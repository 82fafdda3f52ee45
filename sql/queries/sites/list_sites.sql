select code, nom, region from sites_euralis order by code
