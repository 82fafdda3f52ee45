-- Some 15 kB a row: a day's chunk of two hundred devices at one sample in thirty seconds is 8 GB.
select create_hypertable(
  'sqal_sensor_samples', by_range('time', interval '1 day'),
  create_default_indexes => false, migrate_data => true, if_not_exists => true
);
