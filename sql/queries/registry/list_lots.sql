-- A page of the registry, newest first: $1 before this id; the other parameters filter when given.
select
  r.id, r.lot_id, r.code_lot, r.site_code as site, r.gaveur_id, r.genetique, r.nb_canards,
  r.created_at at time zone 'UTC' as created_at, r.gavage_status,
  r.gavage_started_at at time zone 'UTC' as gavage_started_at,
  r.gavage_ended_at at time zone 'UTC' as gavage_ended_at,
  r.current_day, r.gavage_duration_days, r.itm_moyen, r.itm_is_forecast, r.sqal_samples,
  r.sqal_grades, r.consumer_feedbacks, r.average_rating, r.closure_reason, r.blockchain_hash,
  r.updated_at at time zone 'UTC' as updated_at
from lots_registry r
where ($1::int is null or r.id < $1)
  and ($2::text is null or r.gavage_status = $2)
  -- What is not finished has an index.
  and ($2::text is null or $2 = 'termine' or not r.sorti)
  and ($3::text is null or r.site_code = $3)
  and ($4::text is null or r.code_lot = $4 or r.lot_id = $4)
order by r.id desc
limit $5
