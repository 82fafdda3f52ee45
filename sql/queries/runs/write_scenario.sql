insert into scenarios (name, document) values ($1, $2)
on conflict (name) do update set document = excluded.document, updated_at = now()
where $3
returning (xmax = 0) as created
