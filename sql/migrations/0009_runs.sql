-- Simulator runs as records, what they said, and the scenarios that people wrote.
-- A run is of machines, not of ducks: its times are the wall's.

create table simulator_runs (
  id varchar(12) primary key check (id ~ '^[0-9a-f]{12}$'),
  kind varchar(20) not null check (kind in ('gavage', 'sqal', 'consumer', 'scenario')),
  -- What there can be only one of at a time: a device, or the gavage of the control panel.
  name varchar(100) not null,
  container_name varchar(200) not null,
  -- The scenario that started it.
  parent_id varchar(12) references simulator_runs (id) on delete set null,
  config jsonb not null,
  seed bigint not null check (seed between 0 and 4294967295),
  status varchar(20) not null check (status in (
    'starting', 'running', 'paused', 'stopping', 'stopped', 'completed', 'failed', 'interrupted'
  )),
  restart varchar(20) not null check (restart in ('never', 'on-failure')),
  -- Whether a server that starts takes the run up again when its own server ended under it.
  resume boolean not null,
  -- Whether it stands still once it is taken up again.
  paused boolean not null default false,
  -- The server that hosts it; one that is silent past its lease is dead.
  owner text,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  restarts integer not null default 0,
  interruptions integer not null default 0,
  outcome text,
  error text,
  stats jsonb not null default '{}'
);

-- Two starts at once: one of them finds the other here.
create unique index simulator_runs_active on simulator_runs (kind, name)
  where status in ('starting', 'running', 'paused', 'stopping');
create index simulator_runs_newest on simulator_runs (kind, name, created_at desc);
create index simulator_runs_created on simulator_runs (created_at desc, id);
create index simulator_runs_parent on simulator_runs (parent_id) where parent_id is not null;

create table run_logs (
  run_id varchar(12) not null references simulator_runs (id) on delete cascade,
  sequence bigint not null,
  logged_at timestamptz not null,
  level varchar(10) not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  primary key (run_id, sequence)
);

create table scenarios (
  name varchar(50) primary key,
  -- As it was written, comments and all.
  document text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
