select name, document, updated_at from scenarios
where $1::text is null or name = $1
order by name
