-- Who did what: every action that changes the state of the house, done, refused or failed.

create table audit_log (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null default now(),
  actor varchar(100) not null,
  roles text[] not null,
  auth varchar(10) not null,
  action varchar(60) not null,
  -- The resource acted upon, as its path.
  target varchar(300) not null,
  outcome varchar(10) not null check (outcome in ('done', 'denied', 'refused', 'failed')),
  status smallint not null,
  address_hash char(64) not null,
  request_id varchar(64) not null
);

create index audit_log_actor on audit_log (actor, id desc);
create index audit_log_action on audit_log (action, id desc);

-- Addresses are few: without a secret beside it a hash would be as good as the address. Exports of
-- audit_log alone tell nothing; two rows of one address still show that they are.
create table audit_salt (
  only_row boolean primary key default true check (only_row),
  salt uuid not null default gen_random_uuid()
);

insert into audit_salt default values;
