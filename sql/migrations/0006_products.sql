-- Products, their signed QR codes, and what consumers say of them.
-- Dates of products and times of feedback are simulated like the lots they come from; created_at,
-- recorded_at and recalled_at are the wall's.
--
-- The predecessor's functions generate_qr_code and register_consumer_product are left out: a code
-- is signed with a key that may be none of the database's business, so only the program makes one.

-- Signs QR codes while the configuration names no keys: every server of this database has the same,
-- and codes stay good when the database moves.
create table qr_keys (
  id smallint primary key default 1 check (id = 1),
  key text not null check (length(key) >= 32),
  created_at timestamptz not null default now()
);

insert into qr_keys (key)
values (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- Products ------------------------------------------------------------------------------------

create sequence consumer_product_numbers;

create table consumer_products (
  product_id varchar(100) primary key check (product_id <> ''),
  -- The number in product_id: the order of issue.
  numero bigint not null unique default nextval('consumer_product_numbers'),
  qr_code varchar(200) not null unique,
  qr_signature varchar(64) not null,
  lot_id integer not null references lots_gavage (id) on delete cascade,
  sample_id varchar(100),
  site_code varchar(2) not null references sites_euralis (code),
  production_date date not null,
  -- Exactly the sample's time.
  quality_control_date timestamptz,
  packaging_date date,
  best_before_date date,
  sqal_quality_score numeric(5,4),
  sqal_grade varchar(10),
  sqal_compliance boolean,
  lot_itm numeric(6,2),
  lot_avg_weight numeric(8,2),
  gavage_duration_days integer,
  certifications jsonb not null default '[]',
  production_method varchar(100),
  -- Not measured by anything here: filled by those who know.
  carbon_footprint_kg numeric(8,3),
  animal_welfare_score numeric(5,2),
  -- The event of the lot's chain that records this product.
  blockchain_hash varchar(128),
  blockchain_verified boolean not null default false,
  is_active boolean not null default true,
  -- Why it is not: its lot was rejected, which may be taken back, or it was recalled, which may not.
  lot_rejected boolean not null default false,
  recalled_at timestamptz,
  recalled_by varchar(100),
  recall_reason varchar(500),
  created_at timestamptz not null default now()
);

alter sequence consumer_product_numbers owned by consumer_products.numero;

-- A sample makes one product, however often and by however many servers it is looked at.
create unique index consumer_products_sample on consumer_products (lot_id, sample_id)
  where sample_id is not null;
create index consumer_products_lot on consumer_products (lot_id, numero);
create index consumer_products_site on consumer_products (site_code, numero);
create index consumer_products_sample_id on consumer_products (sample_id) where sample_id is not null;
create index consumer_products_hash on consumer_products (blockchain_hash)
  where blockchain_hash is not null;

-- Lots to look at for products to issue. A row is written with the fact that makes it necessary, so
-- none is missed; it names no lot twice on purpose: writers must never wait for one another here.
create table product_queue (
  id bigint generated always as identity primary key,
  code_lot varchar(20) not null
);

create function queue_products_of_status() returns trigger language plpgsql as $$
begin
  insert into product_queue (code_lot) values (new.code_lot);
  perform pg_notify('gavaged_products', '');
  return null;
end
$$;

create trigger sqal_pending_lots_products_new after insert on sqal_pending_lots
  for each row when (new.status in ('inspected', 'approved'))
  execute function queue_products_of_status();

create trigger sqal_pending_lots_products after update of status on sqal_pending_lots
  for each row when (new.status in ('inspected', 'approved') and new.status <> old.status)
  execute function queue_products_of_status();

-- A sample of a lot that is not inspected yet is found when it is; it is queued all the same, for
-- the inspection that ends unseen at this very moment.
create function queue_products_of_sample() returns trigger language plpgsql as $$
begin
  insert into product_queue (code_lot) values (new.lot_id);
  if exists (
    select from sqal_pending_lots
    where code_lot = new.lot_id and status in ('inspected', 'approved')
  ) then
    perform pg_notify('gavaged_products', '');
  end if;
  return null;
end
$$;

create trigger sqal_sensor_samples_products after insert or update of lot_id on sqal_sensor_samples
  for each row when (new.lot_id is not null and new.is_compliant)
  execute function queue_products_of_sample();

-- A rejected lot's products are off the market with the decision itself, whoever takes it. Products
-- of a lot are issued under the lock of the lot: those issued at this moment are seen here.
create function follow_rejection() returns trigger language plpgsql as $$
begin
  perform from lots_gavage where code_lot = new.code_lot for no key update;
  if new.status = 'rejected' then
    update consumer_products p set is_active = false, lot_rejected = true
    from lots_gavage l
    where l.code_lot = new.code_lot and p.lot_id = l.id and p.is_active;
  else
    update consumer_products p set is_active = p.recalled_at is null, lot_rejected = false
    from lots_gavage l
    where l.code_lot = new.code_lot and p.lot_id = l.id and p.lot_rejected;
  end if;
  return null;
end
$$;

create trigger sqal_pending_lots_follow_rejection after update of status on sqal_pending_lots
  for each row when (new.status <> old.status and (
    new.status = 'rejected' or (old.status = 'rejected' and new.status in ('inspected', 'approved'))
  ))
  execute function follow_rejection();

-- Lots that were inspected before there were products.
insert into product_queue (code_lot)
select code_lot from sqal_pending_lots where status in ('inspected', 'approved') order by id;

-- The chain, asked for by hash --------------------------------------------------------------------

create index lot_events_hash on lot_events using hash (hash);

-- Whether an event is what was hashed, and follows the event that it says it does.
create function is_unaltered(event lot_events) returns boolean
language sql stable parallel safe as $$
  select event.hash = lot_event_hash(
      event.lot_id, event.sequence, event."timestamp", event.recorded_at, event.event_type,
      event.actor, canonical_json(event.data), event.description, event.previous_hash
    )
    and event.previous_hash is not distinct from (
      select b.hash from lot_events b
      where b.lot_id = event.lot_id and b.sequence = event.sequence - 1
    )
$$;

-- Feedback ------------------------------------------------------------------------------------

create table consumer_feedbacks (
  time timestamptz not null,
  feedback_id serial unique,
  product_id varchar(100) not null references consumer_products (product_id) on delete cascade,
  overall_rating smallint not null check (overall_rating between 1 and 5),
  texture_rating smallint check (texture_rating between 1 and 5),
  flavor_rating smallint check (flavor_rating between 1 and 5),
  color_rating smallint check (color_rating between 1 and 5),
  aroma_rating smallint check (aroma_rating between 1 and 5),
  freshness_rating smallint check (freshness_rating between 1 and 5),
  comment varchar(1000),
  consumption_context varchar(50)
    check (consumption_context in ('home', 'restaurant', 'special_event', 'gift')),
  consumption_date timestamptz,
  consumer_age_range varchar(50),
  consumer_region varchar(100),
  would_recommend boolean,
  repurchase_intent smallint check (repurchase_intent between 1 and 5),
  photo_urls jsonb not null default '[]',
  device_type varchar(50),
  app_version varchar(50),
  -- Who said it, as a keyed hash: neither address nor name can be read from it.
  ip_hash varchar(64) not null,
  -- A request that is sent again under its key is answered like the first.
  idempotency_key varchar(100),
  body_hash varchar(64),
  is_verified boolean not null default true,
  is_moderated boolean not null default false,
  is_public boolean not null default true,
  moderation_notes text,
  reward_points_granted integer not null default 0,
  recorded_at timestamptz not null default now(),
  primary key (time, feedback_id)
);

create index consumer_feedbacks_product on consumer_feedbacks (product_id, time desc);
create index consumer_feedbacks_recorded on consumer_feedbacks (recorded_at desc);
create unique index consumer_feedbacks_key on consumer_feedbacks (ip_hash, idempotency_key)
  where idempotency_key is not null;

-- Each person's newest feedback on a product: its row decides between simultaneous ones.
create table consumer_reviewers (
  product_id varchar(100) references consumer_products (product_id) on delete cascade,
  ip_hash varchar(64),
  reviewed_at timestamptz not null,
  primary key (product_id, ip_hash)
);

-- What learns from opinions: the measured liver beside what was said of it.
create table consumer_feedback_ml_data (
  feedback_id integer primary key references consumer_feedbacks (feedback_id) on delete cascade,
  product_id varchar(100) not null,
  lot_id integer not null,
  sample_id varchar(100) not null,
  site_code varchar(2) not null,
  genetique varchar(50),
  overall_rating smallint not null,
  texture_rating smallint,
  flavor_rating smallint,
  color_rating smallint,
  aroma_rating smallint,
  freshness_rating smallint,
  sqal_quality_score double precision,
  sqal_grade varchar(10),
  vl53l8ch_quality_score double precision,
  as7341_quality_score double precision,
  surface_uniformity double precision,
  freshness_index double precision,
  fat_quality_index double precision,
  oxidation_index double precision,
  poids_foie_g double precision,
  lot_itm double precision,
  lot_avg_weight double precision,
  taux_mortalite double precision,
  gavage_duration_days integer,
  days_since_production double precision,
  dataset_split varchar(20),
  used_at timestamptz,
  created_at timestamptz not null default now()
);

create index consumer_feedback_ml_data_unused on consumer_feedback_ml_data (feedback_id)
  where dataset_split is null;

create function fill_feedback_ml_data() returns trigger language plpgsql as $$
begin
  insert into consumer_feedback_ml_data (
    feedback_id, product_id, lot_id, sample_id, site_code, genetique, overall_rating,
    texture_rating, flavor_rating, color_rating, aroma_rating, freshness_rating,
    sqal_quality_score, sqal_grade, vl53l8ch_quality_score, as7341_quality_score,
    surface_uniformity, freshness_index, fat_quality_index, oxidation_index, poids_foie_g,
    lot_itm, lot_avg_weight, taux_mortalite, gavage_duration_days, days_since_production
  )
  select
    new.feedback_id, p.product_id, p.lot_id, p.sample_id, p.site_code, l.genetique,
    new.overall_rating, new.texture_rating, new.flavor_rating, new.color_rating,
    new.aroma_rating, new.freshness_rating,
    p.sqal_quality_score, p.sqal_grade, s.vl53l8ch_quality_score, s.as7341_quality_score,
    s.vl53l8ch_surface_uniformity, s.as7341_freshness_index, s.as7341_fat_quality_index,
    s.as7341_oxidation_index, s.poids_foie_estime_g,
    p.lot_itm, p.lot_avg_weight, l.taux_mortalite, p.gavage_duration_days,
    extract(epoch from new.time - p.production_date::timestamp at time zone 'UTC') / 86400
  from consumer_products p
  join lots_gavage l on l.id = p.lot_id
  left join lateral (
    select * from sqal_sensor_samples
    where sample_id = p.sample_id and time = p.quality_control_date and lot_id = l.code_lot
    limit 1
  ) s on true
  where p.product_id = new.product_id and p.sample_id is not null;
  return null;
end
$$;

create trigger consumer_feedbacks_ml_data after insert on consumer_feedbacks
  for each row execute function fill_feedback_ml_data();

-- Statistics: always of this moment, of what is public --------------------------------------------

create view consumer_product_stats as
select
  p.product_id,
  p.lot_id,
  p.site_code,
  count(*)::int as total_feedbacks,
  avg(f.overall_rating) as average_overall_rating,
  count(*) filter (where f.overall_rating = 1)::int as rating_1,
  count(*) filter (where f.overall_rating = 2)::int as rating_2,
  count(*) filter (where f.overall_rating = 3)::int as rating_3,
  count(*) filter (where f.overall_rating = 4)::int as rating_4,
  count(*) filter (where f.overall_rating = 5)::int as rating_5,
  avg(f.texture_rating) as avg_texture,
  avg(f.flavor_rating) as avg_flavor,
  avg(f.color_rating) as avg_color,
  avg(f.aroma_rating) as avg_aroma,
  avg(f.freshness_rating) as avg_freshness,
  avg(f.would_recommend::int) * 100 as recommendation_rate,
  avg(f.repurchase_intent) as avg_repurchase_intent,
  max(f.time) as last_feedback_at
from consumer_feedbacks f
join consumer_products p using (product_id)
where f.is_public
group by p.product_id;

create view consumer_lot_stats as
select
  p.lot_id,
  l.code_lot,
  p.site_code,
  count(distinct p.product_id)::int as total_products_rated,
  count(*)::int as total_feedbacks,
  avg(f.overall_rating) as average_overall_rating,
  count(*) filter (where f.overall_rating = 1)::int as rating_1,
  count(*) filter (where f.overall_rating = 2)::int as rating_2,
  count(*) filter (where f.overall_rating = 3)::int as rating_3,
  count(*) filter (where f.overall_rating = 4)::int as rating_4,
  count(*) filter (where f.overall_rating = 5)::int as rating_5,
  avg(f.texture_rating) as avg_texture,
  avg(f.flavor_rating) as avg_flavor,
  avg(f.color_rating) as avg_color,
  avg(f.aroma_rating) as avg_aroma,
  avg(f.freshness_rating) as avg_freshness,
  avg(f.would_recommend::int) * 100 as recommendation_rate,
  avg(f.repurchase_intent) as avg_repurchase_intent,
  max(f.time) as last_feedback_at
from consumer_feedbacks f
join consumer_products p using (product_id)
join lots_gavage l on l.id = p.lot_id
where f.is_public
group by p.lot_id, l.code_lot, p.site_code;

create view consumer_site_stats as
select
  p.site_code,
  count(distinct p.lot_id)::int as total_lots_rated,
  count(distinct p.product_id)::int as total_products_rated,
  count(*)::int as total_feedbacks,
  avg(f.overall_rating) as average_overall_rating,
  count(*) filter (where f.overall_rating = 1)::int as rating_1,
  count(*) filter (where f.overall_rating = 2)::int as rating_2,
  count(*) filter (where f.overall_rating = 3)::int as rating_3,
  count(*) filter (where f.overall_rating = 4)::int as rating_4,
  count(*) filter (where f.overall_rating = 5)::int as rating_5,
  avg(f.texture_rating) as avg_texture,
  avg(f.flavor_rating) as avg_flavor,
  avg(f.color_rating) as avg_color,
  avg(f.aroma_rating) as avg_aroma,
  avg(f.freshness_rating) as avg_freshness,
  avg(f.would_recommend::int) * 100 as recommendation_rate,
  avg(f.repurchase_intent) as avg_repurchase_intent,
  max(f.time) as last_feedback_at
from consumer_feedbacks f
join consumer_products p using (product_id)
where f.is_public
group by p.site_code;
