-- Takes the former rows of corrected meals out of the raw series. Writing the meals has done so
-- already, save where TimescaleDB holds them compressed: there a row is found only by a statement
-- of its own.
delete from gavage_data g
using unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[]) as former (code_lot, jour, moment, time)
join doses_journalieres d using (code_lot, jour, moment)
where (g.time, g.code_lot, g.jour, g.moment)
    = (former.time, former.code_lot, former.jour, former.moment)
  and g.recorded_at < d.recorded_at
