--! community
create or replace view sqal_stats_horaires as select * from sqal_heures;

alter table sqal_sensor_samples set (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'device_id',
  timescaledb.compress_orderby = 'time, sample_id'
);

-- A start offset far short of the retention: a refresh over dropped chunks would erase their hours.
select add_continuous_aggregate_policy(
  'sqal_heures',
  start_offset => interval '60 days', end_offset => interval '2 hours',
  schedule_interval => interval '10 minutes', if_not_exists => true
);

-- Apart from each other, and from the jobs of the meals.
select add_compression_policy(
  'sqal_sensor_samples', compress_after => interval '7 days', if_not_exists => true,
  schedule_interval => interval '1 day',
  initial_start => date_trunc('day', now(), 'UTC') + interval '1 day 2 hours'
);

select add_retention_policy(
  'sqal_sensor_samples', drop_after => interval '1 year', if_not_exists => true,
  schedule_interval => interval '1 day',
  initial_start => date_trunc('day', now(), 'UTC') + interval '1 day 5 hours'
);
