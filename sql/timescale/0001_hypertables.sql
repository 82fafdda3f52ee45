-- Its own index serves every query: the indexes that create_hypertable adds would only cost writes.
select create_hypertable(
  'gavage_data', by_range('time', interval '7 days'),
  create_default_indexes => false, migrate_data => true, if_not_exists => true
);
