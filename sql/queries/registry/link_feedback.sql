select link_feedback_to_lot($1::text, $2::text, $3::numeric)
