-- Tells the registry of new samples of lots.
insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
select
  l.lot_id, s.time, 'sqal_control', 'device:' || s.device_id,
  jsonb_build_object('sample_id', s.sample_id, 'grade', s.grade, 'quality_score', s.score),
  'Contrôle SQAL : ' || s.grade
from unnest(
  $1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::float8[]
) as s (code_lot, time, device_id, sample_id, grade, score)
join lots_gavage l using (code_lot)
order by l.lot_id, s.time, s.sample_id
