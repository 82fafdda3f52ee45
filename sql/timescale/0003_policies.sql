--! community
create or replace view gavage_data_journalier as select * from gavage_data_jours;

alter table gavage_data set (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'code_lot',
  timescaledb.compress_orderby = 'time, jour, moment'
);

-- A start offset far short of the retention: a refresh over dropped chunks would erase their days.
select add_continuous_aggregate_policy(
  'gavage_data_jours',
  start_offset => interval '60 days', end_offset => interval '1 day',
  schedule_interval => interval '15 minutes', if_not_exists => true
);

-- Jobs that meet on one chunk block one another: these start hours apart.
select add_compression_policy(
  'gavage_data', compress_after => interval '30 days', if_not_exists => true,
  schedule_interval => interval '1 day',
  initial_start => date_trunc('day', now(), 'UTC') + interval '1 day 1 hour'
);

select add_retention_policy(
  'gavage_data', drop_after => interval '2 years', if_not_exists => true,
  schedule_interval => interval '1 day',
  initial_start => date_trunc('day', now(), 'UTC') + interval '1 day 4 hours'
);
