select link_sqal_to_lot($1::text, $2::text, $3::text)
