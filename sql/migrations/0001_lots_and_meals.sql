-- Lots, their meals and the queue that hands finished lots to quality control.
-- Names and types are those that existing SQL readers use.
-- `time` is always the caller's (simulated) time; now() only dates the writing of a row.

create function update_updated_at_column() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;

-- Sites and gaveurs ---------------------------------------------------------------------------

create table sites_euralis (
  id serial primary key,
  code varchar(2) not null unique,
  nom varchar(100) not null,
  region varchar(100),
  capacite_gavage_max integer,
  nb_gaveurs_actifs integer not null default 0
);

insert into sites_euralis (code, nom, region, nb_gaveurs_actifs) values
  ('LL', 'Bretagne', 'BRETAGNE', 2),
  ('LS', 'Pays de Loire', 'PAYS DE LA LOIRE', 2),
  ('MT', 'Maubourguet', 'OCCITANIE', 1);

create table gaveurs_euralis (
  id serial primary key,
  nom varchar(100) not null,
  prenom varchar(100) not null,
  email varchar(255) unique,
  site_code varchar(2) references sites_euralis (code),
  actif boolean not null default true,
  created_at timestamptz not null default now()
);

insert into gaveurs_euralis (id, prenom, nom, site_code) values
  (1, 'Jean', 'Martin', 'LL'),
  (2, 'Sophie', 'Dubois', 'LS'),
  (3, 'Pierre', 'Leroy', 'MT'),
  (4, 'Marie', 'Petit', 'LL'),
  (5, 'Luc', 'Blanc', 'LS');

select setval(pg_get_serial_sequence('gaveurs_euralis', 'id'), 5);

-- Ids -----------------------------------------------------------------------------------------

-- The last number given out in a code_lot {site}{yymm}{NNN}.
create table lot_sequences (
  site varchar(2) not null references sites_euralis (code),
  yymm varchar(4) not null check (yymm ~ '^[0-9]{4}$'),
  dernier integer not null default 0 check (dernier >= 0),
  primary key (site, yymm)
);

-- The last number given out in a lot_id LOT_{yyyymmdd}_{XXXX}.
create table lot_id_sequences (
  debut_lot date primary key,
  dernier integer not null check (dernier > 0)
);

-- Lots ----------------------------------------------------------------------------------------

create table lots_gavage (
  id serial primary key,
  code_lot varchar(20) not null unique check (code_lot <> ''),
  -- Registry id, filled on insert.
  lot_id varchar(50) not null unique,
  -- The code as its sender wrote it, when another lot already bore that code.
  code_recu varchar(20),
  -- Idempotency key: a creation that is sent twice makes one lot.
  cle_creation text,
  site_code varchar(2) not null references sites_euralis (code),
  gaveur_id integer not null references gaveurs_euralis (id),
  debut_lot date not null,
  duree_prevue integer check (duree_prevue > 0),
  genetique varchar(50),
  nb_canards_initial integer not null check (nb_canards_initial >= 0),
  poids_moyen_actuel numeric(8,2),
  taux_mortalite numeric(5,2) not null default 0,
  jour_actuel integer not null default -1 check (jour_actuel >= -1),
  -- Ordinal of the newest meal, 2 × jour + (1 in the evening): a lot only moves forward.
  dernier_repas smallint not null default -1,
  -- What dernier_repas was before: tells who moves a lot on what it went past.
  repas_avant smallint not null default -1,
  dernier_repas_at timestamptz,
  -- What its meals from J0 on come to, kept by who writes them, g per duck: they lie far apart, and
  -- adding them up costs as much as writing several.
  nb_doses integer not null default 0,
  mais_donne_g numeric(10,2) not null default 0,
  -- After the newest meal, null before any.
  nb_vivants integer,
  -- Time of the meal that made the lot, null when it was placed before any meal.
  ouvert_at timestamptz,
  pret_abattage boolean not null default false,
  -- Fed no more: measured, closed, or finished for an hour (see release_lots.sql).
  sorti boolean not null default false,
  statut varchar(20) not null default 'en_cours'
    check (statut in ('en_cours', 'termine', 'abattu')),
  -- Results known at slaughter, or imported.
  itm numeric(10,4),
  sigma numeric(10,4),
  duree_gavage_reelle integer,
  nb_meg integer,
  nb_accroches integer,
  nb_morts integer,
  pctg_perte_gavage numeric(5,2),
  total_corn_target numeric(10,2),
  total_corn_real numeric(10,2),
  poids_foie_moyen_g numeric(8,2),
  souche varchar(100),
  eleveur varchar(100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 45); -- all lots of a page are fed at once, and each update stays in its page

-- No index names what feeding changes: the last meal would cost each lot another entry in all of them.
create index lots_gavage_presents on lots_gavage (id) where not sorti;
create index lots_gavage_gaveur on lots_gavage (gaveur_id, id);
create unique index lots_gavage_cle_creation on lots_gavage (cle_creation)
  where cle_creation is not null;
create index lots_gavage_code_recu on lots_gavage (code_recu) where code_recu is not null;

create function lot_id_of(debut_lot date, numero bigint) returns varchar
language sql immutable parallel safe as $$
  select 'LOT_' || to_char(debut_lot, 'YYYYMMDD') || '_'
    || lpad(numero::text, greatest(4, length(numero::text)), '0')
$$;

-- Who places many lots numbers them himself, together: see write_meals.sql and insert_lots.sql.
create function number_new_lot() returns trigger language plpgsql as $$
begin
  new.site_code := coalesce(new.site_code, left(new.code_lot, 2));
  if new.lot_id is null then
    -- An upsert of a lot that exists runs this trigger too, and must not use up a number.
    select lot_id into new.lot_id from lots_gavage where code_lot = new.code_lot;
    if not found then
      insert into lot_id_sequences as s (debut_lot, dernier) values (new.debut_lot, 1)
        on conflict (debut_lot) do update set dernier = s.dernier + 1
        returning lot_id_of(s.debut_lot, s.dernier) into new.lot_id;
    end if;
  end if;
  return new;
end
$$;

create trigger lots_gavage_number before insert on lots_gavage
  for each row when (new.lot_id is null or new.site_code is null) execute function number_new_lot();

create function count_dead_of_placed() returns trigger language plpgsql as $$
begin
  new.nb_morts := round(new.nb_meg * new.pctg_perte_gavage / 100);
  return new;
end
$$;

create trigger lots_gavage_nb_morts before insert or update of nb_meg, pctg_perte_gavage
  on lots_gavage for each row
  when (new.nb_morts is null and new.nb_meg is not null and new.pctg_perte_gavage is not null)
  execute function count_dead_of_placed();

-- A statement that sets it itself, as the writing of meals does, is spared the call.
create trigger lots_gavage_updated_at before update on lots_gavage
  for each row when (new.updated_at is not distinct from old.updated_at) execute function update_updated_at_column();

-- Meals ---------------------------------------------------------------------------------------

-- One row per meal; a meal that is sent again replaces it. Its lot is written in the same
-- transaction; a foreign key would cost more than a third of the rows per second.
create table doses_journalieres (
  time timestamptz not null,
  code_lot varchar(20) not null,
  jour integer not null check (jour >= -1),
  moment varchar(10) not null check (moment in ('matin', 'soir')),
  dose_theorique numeric(6,2),
  dose_reelle numeric(6,2),
  poids_moyen numeric(8,2),
  nb_vivants integer,
  taux_mortalite numeric(5,2),
  temperature numeric(5,2),
  humidite numeric(5,2),
  recorded_at timestamptz not null default now(),
  primary key (code_lot, jour, moment)
);

-- Ends a statement that writes meals of lots that are not there: a key's work, once for many rows.
create function expect_lots(there bigint, expected integer) returns void language plpgsql as $$
begin
  if there < expected then
    raise no_data_found using
      message = format('cannot write meals: %s of their %s lots are there', there, expected);
  end if;
end
$$;

-- The raw series, by time. Written together with doses_journalieres, whose key keeps meals single:
-- a key of its own would cost each row a second search.
create table gavage_data (
  time timestamptz not null,
  code_lot varchar(20) not null,
  jour integer not null,
  moment varchar(10) not null,
  dose_theorique numeric(6,2),
  dose_reelle numeric(6,2),
  poids_actuel numeric(8,2),
  nb_vivants integer,
  taux_mortalite numeric(5,2),
  temperature numeric(5,2),
  humidite numeric(5,2),
  recorded_at timestamptz not null default now()
);

create index gavage_data_time on gavage_data (time desc);

-- Takes meals out of the raw series, each by the time that it bears there. Planned for the values it
-- is given: the rows of an instant, which may be many, are read once and not once a meal, and
-- TimescaleDB unpacks none of its compressed rows but those of these lots and instants.
create function forget_raw_meals(codes text[], jours int[], moments text[], times timestamptz[])
returns void language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  lots constant text[] := array(select distinct unnest(codes));
  instants constant timestamptz[] := array(select distinct unnest(times));
begin
  delete from gavage_data g
  using unnest(codes, jours, moments, times) as m (code_lot, jour, moment, time)
  where g.code_lot = any (lots)
    and g.time = any (instants)
    and (g.code_lot, g.jour, g.moment, g.time) = (m.code_lot, m.jour, m.moment, m.time);
end
$$;

create function delete_meals_of_lot() returns trigger language plpgsql as $$
begin
  -- The raw series is found by time alone.
  delete from gavage_data
  where code_lot = old.code_lot
    and time >= (select min(time) - interval '3 days' from doses_journalieres where code_lot = old.code_lot)
    and time <= (select max(time) from doses_journalieres where code_lot = old.code_lot);
  delete from doses_journalieres where code_lot = old.code_lot;
  return null;
end
$$;

create trigger lots_gavage_delete_meals after delete on lots_gavage
  for each row execute function delete_meals_of_lot();

-- Finished lots, waiting for quality control --------------------------------------------------

create table sqal_pending_lots (
  id serial primary key,
  code_lot varchar(20) not null unique references lots_gavage (code_lot) on delete cascade,
  gaveur_id integer,
  gaveur_nom varchar(100),
  site varchar(2),
  genetique varchar(50),
  poids_moyen_final numeric(8,2),
  nb_canards_final integer,
  taux_mortalite numeric(5,2),
  date_abattage timestamptz not null,
  date_inspection_sqal timestamptz,
  status varchar(20) not null default 'pending' check (
    status in ('pending', 'inspecting', 'inspected', 'approved', 'rejected', 'error')
  ),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index sqal_pending_lots_queue on sqal_pending_lots (status, date_abattage);

create trigger sqal_pending_lots_updated_at before update on sqal_pending_lots
  for each row execute function update_updated_at_column();
