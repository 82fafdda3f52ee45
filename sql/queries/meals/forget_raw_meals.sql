select forget_raw_meals($1::text[], $2::int[], $3::text[], $4::timestamptz[])
