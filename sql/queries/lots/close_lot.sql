-- Ends the unfinished lot $1, a code or registry id: $2 says so, for the reason $3.
select close_lot($1::text, $2::text, $3::text) as outcome
