-- Feeding curves, the maize that lots are fed, and which lot had which.

-- A curve is proposed, approved by an operator, active, retired. Its times are the wall's: operators
-- decide in real time, whatever the time of the ducks.
create table feeding_curves (
  id serial primary key,
  genetique varchar(50) not null check (genetique <> ''),
  -- Null: for every site that has none of its own.
  site_code varchar(2) references sites_euralis (code),
  version integer not null check (version > 0),
  status varchar(20) not null default 'proposed'
    check (status in ('proposed', 'approved', 'active', 'retired')),
  source varchar(20) not null check (source in ('optimiser', 'manual')),
  -- { duree_jours, matin: { premiere_g, derniere_g }, soir: { premiere_g, derniere_g }, forme }
  curve jsonb not null check (jsonb_typeof(curve) = 'object'),
  -- Planned over the whole lot, g per duck.
  total_maize_g numeric(8,1) not null check (total_maize_g > 0),
  -- What the optimiser expects to change, null for a curve made by hand.
  expected jsonb,
  proposed_by varchar(100) not null,
  proposed_at timestamptz not null default now(),
  approved_by varchar(100),
  approved_at timestamptz,
  activated_by varchar(100),
  activated_at timestamptz,
  retired_by varchar(100),
  retired_at timestamptz,
  unique nulls not distinct (genetique, site_code, version),
  check ((approved_by is null) = (approved_at is null)),
  check ((activated_by is null) = (activated_at is null)),
  check ((retired_by is null) = (retired_at is null)),
  check (status <> 'active' or (approved_at is not null and activated_at is not null)),
  check ((status = 'retired') = (retired_at is not null))
);

create unique index feeding_curves_active on feeding_curves (genetique, site_code)
  nulls not distinct where status = 'active';

alter table lots_gavage add column curve_id integer references feeding_curves (id);
create index lots_gavage_curve on lots_gavage (curve_id) where curve_id is not null;

-- Maize, by the lot it was delivered in.
create table maize_lots (
  code varchar(50) primary key check (code <> ''),
  -- Where it was first fed.
  site_code varchar(2) references sites_euralis (code),
  delivered_on date,
  supplier varchar(200),
  created_at timestamptz not null default now()
);

create table lot_maize (
  lot_id integer not null references lots_gavage (id) on delete cascade,
  maize_code varchar(50) not null references maize_lots (code),
  since date not null,
  primary key (lot_id, maize_code)
);

create index lot_maize_code on lot_maize (maize_code, lot_id);
