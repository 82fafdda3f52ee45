-- The registry: what happened to each lot, from its placing to its eaters' opinion, as a chain of
-- events that shows each alteration. `timestamp` is the simulated time of the fact, recorded_at the
-- wall's.

-- RFC 8785 ----------------------------------------------------------------------------------------

-- A number as ECMAScript writes it, which RFC 8785 asks for.
create function canonical_number(value double precision) returns text
language plpgsql immutable strict parallel safe set extra_float_digits = 1 as $$
declare
  size double precision := abs(value);
  digits text;
  -- 0.{digits} × 10^scale
  scale integer;
  candidate text;
begin
  if value = 0 then
    return '0';
  end if;
  -- Where PostgreSQL and ECMAScript write alike.
  if size >= 1e-4 and size < 1e15 then
    return value::text;
  end if;
  digits := split_part(size::text, 'e', 1);
  scale := coalesce(nullif(split_part(size::text, 'e', 2), '')::integer, 0)
    + length(split_part(digits, '.', 1));
  digits := rtrim(replace(digits, '.', ''), '0');
  -- PostgreSQL writes no number that lies midway between two doubles, ECMAScript does when it is
  -- shorter. Such are from 2^53 on, and below 10^16 · 10^23: 5^24 has more bits than they.
  if size >= 9007199254740992 and size < 1e40 and length(digits) > 1 then
    foreach candidate in array array[
      left(digits, -1), (left(digits, -1)::numeric + 1)::text
    ] loop
      if (candidate || 'e' || scale - length(digits) + 1)::double precision = size then
        scale := scale + length(candidate) - length(digits) + 1;
        digits := rtrim(candidate, '0');
        exit;
      end if;
    end loop;
  end if;
  return case when value < 0 then '-' else '' end || case
    when scale between length(digits) and 21 then rpad(digits, scale, '0')
    when scale between 1 and 21 then left(digits, scale) || '.' || substr(digits, scale + 1)
    when scale between -5 and 0 then '0.' || repeat('0', -scale) || digits
    else left(digits, 1) || case when length(digits) > 1 then '.' || substr(digits, 2) else '' end
      || 'e' || case when scale > 0 then '+' else '-' end || abs(scale - 1)
  end;
end
$$;

-- A document as RFC 8785 (JSON Canonicalization Scheme) writes it: the text that is hashed.
create function canonical_json(document jsonb) returns text
language plpgsql immutable strict parallel safe as $$
begin
  case jsonb_typeof(document)
    when 'object' then
      return '{' || coalesce((
        select string_agg(
          to_json(key)::text || ':' || canonical_json(value), ','
          -- By UTF-16 units: what lies above the surrogates comes after what needs them.
          order by case when octet_length(key) = length(key) then key
            else regexp_replace(key, '([\uE000-\uFFFF])', U&'\+10FFFF' || '\1', 'g') end collate "C"
        )
        from jsonb_each(document)
      ), '') || '}';
    when 'array' then
      return '[' || coalesce((
        select string_agg(canonical_json(value), ',' order by place)
        from jsonb_array_elements(document) with ordinality as element (value, place)
      ), '') || ']';
    when 'number' then
      return canonical_number((document #>> '{}')::double precision);
    else
      return document::text;
  end case;
end
$$;

-- Events ------------------------------------------------------------------------------------------

create table lot_events (
  id bigserial primary key,
  -- A lot_id of lots_gavage, with which it goes; the trigger that chains an event looks for the lot.
  lot_id varchar(50) not null,
  -- 1, 2, 3 … without gaps, in the order of recording.
  sequence integer not null,
  "timestamp" timestamptz not null check (isfinite("timestamp")),
  recorded_at timestamptz not null default now(),
  event_type varchar(50) not null check (event_type <> ''),
  actor varchar(120) not null check (actor <> ''),
  data jsonb not null default '{}',
  description text,
  -- Null for the first event of a lot.
  previous_hash text,
  hash text not null,
  unique (lot_id, sequence)
);

create index lot_events_feedback on lot_events (lot_id) where event_type = 'consumer_feedback';

create function instant_text(instant timestamptz) returns text
language sql stable parallel safe as $$
  select to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- SHA-256, in hexadecimal, of the canonical JSON of an event with the hash of the one before it.
-- `data` is canonical already.
create function lot_event_hash(
  lot_id text, sequence integer, "timestamp" timestamptz, recorded_at timestamptz, event_type text,
  actor text, data text, description text, previous_hash text
) returns text
language sql stable parallel safe as $$
  select encode(sha256(convert_to(
    '{"actor":' || to_json(actor)::text
    || ',"data":' || data
    || ',"description":' || coalesce(to_json(description)::text, 'null')
    || ',"event_type":' || to_json(event_type)::text
    || ',"lot_id":' || to_json(lot_id)::text
    || ',"previous_hash":' || coalesce(to_json(previous_hash)::text, 'null')
    || ',"recorded_at":"' || instant_text(recorded_at)
    || '","sequence":' || sequence
    || ',"timestamp":"' || instant_text("timestamp")
    || '"}', 'UTF8')), 'hex')
$$;

-- Writers name the lot, the time, the type, the actor and the data; the place in the chain is given
-- here. Who writes events of several lots writes them in the order of lot_id, so that nobody waits
-- for one who waits for him.
create function chain_lot_event() returns trigger
-- A plan made while the table is empty must not read all of it when it is full.
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  -- Others who write events of this lot wait here until this transaction ends.
  perform from lots_gavage where lot_id = new.lot_id for no key update;
  if not found then
    raise foreign_key_violation using
      message = format('cannot record an event: no lot %s', new.lot_id);
  end if;
  -- A statement of its own: it sees what was committed during the wait.
  select sequence + 1, hash into new.sequence, new.previous_hash
  from lot_events where lot_id = new.lot_id order by sequence desc limit 1;
  new.sequence := coalesce(new.sequence, 1);
  new.hash := lot_event_hash(
    new.lot_id, new.sequence, new."timestamp", new.recorded_at, new.event_type, new.actor,
    canonical_json(new.data), new.description, new.previous_hash
  );
  return new;
end
$$;

-- Feeding chains its own events, many at once: see record_gavage.
create trigger lot_events_chain before insert on lot_events
  for each row when (new.hash is null) execute function chain_lot_event();

create function refuse_to_alter_lot_events() returns trigger language plpgsql as $$
begin
  -- With the lot go its events.
  if tg_op = 'DELETE' and not exists (select from lots_gavage where lot_id = old.lot_id) then
    return old;
  end if;
  raise restrict_violation using message = 'cannot alter lot_events: events are only ever added';
end
$$;

create trigger lot_events_unaltered before update or delete on lot_events
  for each row execute function refuse_to_alter_lot_events();
create trigger lot_events_kept before truncate on lot_events
  for each statement execute function refuse_to_alter_lot_events();

-- What a foreign key would refuse: it would cost each event more than it is worth.
create function refuse_to_leave_lot_events() returns trigger language plpgsql as $$
begin
  raise restrict_violation using
    message = format('cannot %s lots: their events bear their lot_id', lower(tg_op));
end
$$;

create trigger lots_gavage_keep_lot_id before update of lot_id on lots_gavage
  for each row when (new.lot_id <> old.lot_id) execute function refuse_to_leave_lot_events();
create trigger lots_gavage_kept before truncate on lots_gavage
  for each statement execute function refuse_to_leave_lot_events();

create function delete_events_of_lot() returns trigger language plpgsql as $$
begin
  delete from lot_events where lot_id = old.lot_id;
  return null;
end
$$;

create trigger lots_gavage_delete_events after delete on lots_gavage
  for each row execute function delete_events_of_lot();

-- What feeding tells -----------------------------------------------------------------------------

-- A lot on hold is neither fed nor finished.
alter table lots_gavage add column suspendu boolean not null default false;

-- The morning before the first day of feeding, early enough to lie before it in every time zone.
create function lot_placed_at(debut_lot date) returns timestamptz
language sql immutable parallel safe as $$
  select (debut_lot - 1 + time '06:00') at time zone 'UTC'
$$;

-- ITM to expect at slaughter of a lot that got so much maize (g per duck) in so many meals, of those
-- planned. Null without maize. As in src/domain/itm.ts.
create function forecast_itm(maize double precision, meals bigint, planned bigint)
returns numeric language plpgsql immutable strict parallel safe as $$
declare
  total double precision;
begin
  if maize <= 0 or meals <= 0 then
    return null;
  end if;
  total := maize / least(1, usual_maize(meals) / usual_maize(planned));
  return trim_scale(round((total / (516 * power(total / 7735, 0.62)))::numeric, 2));
end
$$;

-- Maize fed in so many meals of a usual curve, g per duck.
create function usual_maize(meals double precision)
returns double precision language plpgsql immutable strict parallel safe as $$
begin
  return case when meals <= 12 then 207 * meals + 11.15 * meals * (meals - 1)
    else 3955.8 + 466 * (meals - 12) end;
end
$$;

-- Records the facts of feeding that these lots have come to and that their chains do not tell yet.
-- Meals may come late, again, or all of a lot at once: each fact is told once, in order, and its
-- time is that of the first meal beyond it. Each turn tells the next fact of each lot: most have one.
-- The caller holds the locks of the lots. Who moves lots on calls it, as write_meals.sql does: a
-- trigger would cost every meal more than the facts of a few do.
create function record_gavage(ids integer[]) returns void
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  while cardinality(ids) > 0 loop
    with next_fact as materialized (
      select
        l.id, l.lot_id, 'gaveur:' || l.gaveur_id as actor, told.head, told.sequence + 1 as sequence,
        cardinality(due.facts) > 1 as has_more,
        coalesce(
          case
            when f.fact = 0 then least(lot_placed_at(l.debut_lot), l.ouvert_at)
            -- The newest meal is the first of all, or of the day, as it nearly always is.
            when f.fact = 99 or l.nb_doses = 1 or (f.fact >= 7 and l.dernier_repas = 2 * f.fact)
              then l.dernier_repas_at
            else (
              select d.time from doses_journalieres d
              where d.code_lot = l.code_lot and d.jour >= case f.fact when 1 then 0 else f.fact end
              order by d.jour, d.moment limit 1
            )
          end,
          l.dernier_repas_at, lot_placed_at(l.debut_lot)
        ) as at,
        case f.fact
          when 0 then 'lot_created'
          when 1 then 'gavage_started'
          when 99 then 'gavage_ended'
          else 'gavage_day'
        end as event_type,
        case f.fact
          when 0 then '{"code_lot":' || to_json(l.code_lot)::text
            || ',"duree_prevue":' || coalesce(l.duree_prevue::text, 'null')
            || ',"gaveur_id":' || l.gaveur_id
            || ',"genetique":' || coalesce(to_json(l.genetique)::text, 'null')
            || ',"nb_canards":' || l.nb_canards_initial
            || ',"site":' || to_json(l.site_code)::text || '}'
          when 1 then '{"gaveur_id":' || l.gaveur_id || ',"nb_canards":' || l.nb_canards_initial || '}'
          when 99 then '{"final_day":' || l.jour_actuel || ',"final_itm":'
            || coalesce(forecast_itm(l.mais_donne_g, l.nb_doses, l.nb_doses)::text, 'null')
            || ',"itm_is_forecast":true}'
          else '{"day":' || f.fact || ',"itm_is_forecast":true,"itm_moyen":'
            || coalesce(forecast_itm(
              l.mais_donne_g - since.maize, l.nb_doses - since.meals,
              greatest(l.nb_doses - since.meals, 2 * coalesce(l.duree_prevue, 12))
            )::text, 'null') || '}'
        end as data,
        case f.fact
          when 0 then 'Lot mis en place'
          when 1 then 'Début du gavage'
          when 99 then 'Fin du gavage'
          else 'Jour ' || f.fact || ' de gavage'
        end as description
      from unnest(ids) as passed (id)
      -- Each lot by its key: a plan made while there are few must not read all of them.
      cross join lateral (select * from lots_gavage g where g.id = passed.id offset 0) l
      cross join lateral (
        select
          coalesce(max(e.sequence), 0) as sequence,
          (array_agg(e.hash))[count(*)] as head,
          coalesce(array_agg(
            case e.event_type
              when 'lot_created' then 0
              when 'gavage_started' then 1
              when 'gavage_ended' then 99
              when 'gavage_day' then (e.data ->> 'day')::integer
              else -1
            end
          ), '{}') as facts
        from (
          select sequence, hash, event_type, data from lot_events
          where lot_id = l.lot_id order by sequence
        ) e
      ) told
      cross join lateral (
        select array(
          select fact from unnest(array[
            0,
            case when l.dernier_repas >= 0 then 1 end,
            case when l.jour_actuel >= 7 then 7 end,
            case when l.jour_actuel >= 14 then 14 end,
            -- Above every day.
            case when l.pret_abattage then 99 end
          ]) as fact
          where fact is not null and fact <> all (told.facts)
            -- Nothing more is told of a lot that was ended early.
            and (fact = 0 or l.statut = 'en_cours' or l.pret_abattage)
        ) as facts
      ) due
      cross join lateral (select due.facts[1] as fact offset 0) f
      -- Told later: what was fed since a day began.
      cross join lateral (
        select coalesce(sum(d.dose_reelle), 0) as maize, count(*) as meals
        from doses_journalieres d
        where f.fact between 7 and 14 and d.code_lot = l.code_lot and d.jour >= f.fact
      ) since
      where f.fact is not null
    ),
    told as (
      insert into lot_events (
        lot_id, sequence, "timestamp", event_type, actor, data, description, previous_hash, hash
      )
      select
        lot_id, sequence, at, event_type, actor, data::jsonb, description, head,
        lot_event_hash(lot_id, sequence, at, now(), event_type, actor, data, description, head)
      from next_fact
    )
    select array_agg(id) filter (where has_more) into ids from next_fact;
  end loop;
end
$$;

create function record_gavage_of_placed() returns trigger language plpgsql as $$
begin
  perform record_gavage(array(select id from placed order by lot_id));
  return null;
end
$$;

create trigger lots_gavage_placed after insert on lots_gavage
  referencing new table as placed
  for each statement execute function record_gavage_of_placed();

-- What quality control tells -----------------------------------------------------------------------

-- Measures the ITM of these lots (code_lot) from their samples: maize given per duck over the mean
-- liver, kg/kg. With that a lot that is finished leaves the house. The caller holds the locks of the
-- lots.
create function measure_lots(codes text[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  update lots_gavage l
  set poids_foie_moyen_g = measured.liver,
      total_corn_real = coalesce(measured.maize, l.total_corn_real),
      itm = measured.maize / nullif(measured.liver, 0),
      sorti = l.sorti or l.statut <> 'en_cours'
  from (
    select
      code,
      (select avg(s.poids_foie_estime_g) from sqal_sensor_samples s where s.lot_id = code) as liver,
      (select sum(d.dose_reelle) from doses_journalieres d
        where d.code_lot = code and d.jour >= 0) as maize
    from unnest(codes) as code
  ) measured
  where l.code_lot = measured.code and measured.liver is not null;
end
$$;

-- Lots that somebody ended before they were ready; see 0012.
create table lot_closures (
  lot_id integer primary key references lots_gavage (id) on delete cascade,
  closed_at timestamptz not null default now(), -- wall time
  closed_by varchar(100) not null,
  reason varchar(500) not null check (reason <> '')
);

-- The registry ------------------------------------------------------------------------------------

-- One row a lot, over the same lot: there is nothing to keep in step. Times have no zone and are
-- UTC; all but updated_at are simulated. itm_moyen is measured once livers were, else a forecast;
-- a lot that was ended early has ended with its last meal, and expects no liver.
create view lots_registry as
select
  l.lot_id,
  l.gaveur_id::varchar(50) as gaveur_id,
  l.nb_canards_initial as nb_canards,
  least(lot_placed_at(l.debut_lot), l.ouvert_at) at time zone 'UTC' as created_at,
  (case
    when l.pret_abattage or l.statut <> 'en_cours' then 'termine'
    when l.suspendu then 'suspendu'
    else 'en_cours'
  end)::varchar(20) as gavage_status,
  (
    select d.time from doses_journalieres d
    where d.code_lot = l.code_lot and d.jour >= 0
    order by d.jour, d.moment limit 1
  ) at time zone 'UTC' as gavage_started_at,
  case when l.pret_abattage or c.lot_id is not null then l.dernier_repas_at end at time zone 'UTC' as gavage_ended_at,
  greatest(0, l.jour_actuel) as current_day,
  coalesce(round(l.itm, 2), (
    select forecast_itm(sum(d.dose_reelle)::double precision, count(*), case
      when l.pret_abattage then count(*)
      -- 12 days are usual.
      else greatest(count(*), 2 * coalesce(l.duree_prevue, 12)) end)
    from doses_journalieres d
    where d.code_lot = l.code_lot and d.jour >= 0 and c.lot_id is null
  )) as itm_moyen,
  array(
    select e.data ->> 'sample_id' from lot_events e
    where e.lot_id = l.lot_id and e.event_type = 'sqal_control' order by e.sequence
  ) as sqal_samples,
  array(
    select e.data ->> 'grade' from lot_events e
    where e.lot_id = l.lot_id and e.event_type = 'sqal_control' order by e.sequence
  ) as sqal_grades,
  array(
    select e.data ->> 'feedback_id' from lot_events e
    where e.lot_id = l.lot_id and e.event_type = 'consumer_feedback' order by e.sequence
  ) as consumer_feedbacks,
  (
    select round(avg((e.data ->> 'rating')::numeric), 2) from lot_events e
    where e.lot_id = l.lot_id and e.event_type = 'consumer_feedback'
  ) as average_rating,
  (
    select e.hash from lot_events e where e.lot_id = l.lot_id order by e.sequence desc limit 1
  ) as blockchain_hash,
  l.updated_at at time zone 'UTC' as updated_at,
  l.itm is null as itm_is_forecast,
  l.id,
  l.code_lot,
  l.site_code,
  l.genetique,
  l.pret_abattage,
  -- Days of feeding so far.
  case when l.jour_actuel >= 0 then coalesce(l.duree_gavage_reelle, l.jour_actuel + 1) end
    as gavage_duration_days,
  c.reason as closure_reason,
  l.sorti
from lots_gavage l
left join lot_closures c on c.lot_id = l.id;

create view v_active_lots_summary as
select
  count(*) as total_active_lots,
  coalesce(sum(nb_canards), 0) as total_active_canards,
  avg(current_day) as avg_gavage_day,
  avg(itm_moyen) as avg_itm,
  min(created_at) as oldest_lot_date,
  max(created_at) as newest_lot_date
from lots_registry
where gavage_status = 'en_cours' and not pret_abattage and not sorti;

create view v_completed_lots_summary as
select
  count(*) as total_completed_lots,
  coalesce(sum(nb_canards), 0) as total_completed_canards,
  avg(gavage_duration_days) as avg_gavage_duration,
  avg(itm_moyen) as avg_final_itm,
  avg(average_rating) as avg_consumer_rating,
  avg(cardinality(sqal_samples)) as avg_sqal_controls_per_lot
from lots_registry
where gavage_status = 'termine' and closure_reason is null;

create view v_lot_traceability as
select
  lot_id, gaveur_id, nb_canards, gavage_status, current_day, itm_moyen,
  cardinality(sqal_samples) as sqal_control_count,
  cardinality(consumer_feedbacks) as feedback_count,
  average_rating, created_at, gavage_started_at, gavage_ended_at, gavage_duration_days,
  (select count(*) from lot_events e where e.lot_id = r.lot_id) as total_events
from lots_registry r
order by created_at desc, id desc;

create function get_lot_timeline_summary(p_lot_id text)
returns table (
  event_count bigint, first_event timestamptz, last_event timestamptz, gavage_events bigint,
  sqal_events bigint, consumer_events bigint
)
language sql stable as $$
  select
    count(*), min("timestamp"), max("timestamp"),
    count(*) filter (where event_type like 'gavage%'),
    count(*) filter (where event_type like 'sqal%'),
    count(*) filter (where event_type like 'consumer%')
  from lot_events
  where lot_id = p_lot_id
$$;

-- The time on a lot's own clock: that of its newest fact, and as much as passed on the wall since.
-- For what somebody does who knows no simulated time.
create function lot_time(p_lot_id text) returns timestamptz
language sql volatile as $$
  select "timestamp" + (now() - recorded_at)
  from lot_events where lot_id = p_lot_id order by "timestamp" desc, sequence desc limit 1
$$;

-- Links a sample to a lot, once; one that names no lot becomes the lot's.
create function link_sqal_to_lot(p_lot_id text, p_sample_id text, p_grade text) returns void
language plpgsql as $$
declare
  code text;
begin
  select code_lot into code from lots_gavage where lot_id = p_lot_id for no key update;
  if not found then
    raise foreign_key_violation using message = format('cannot link a sample: no lot %s', p_lot_id);
  end if;
  update sqal_sensor_samples set lot_id = code where sample_id = p_sample_id and lot_id is null;
  if not exists (
    select from lot_events
    where lot_id = p_lot_id and event_type = 'sqal_control' and data ->> 'sample_id' = p_sample_id
  ) then
    insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
    select
      p_lot_id, coalesce(s.time, lot_time(p_lot_id)), 'sqal_control',
      coalesce('device:' || s.device_id, 'gavaged'),
      jsonb_build_object(
        'sample_id', p_sample_id, 'grade', p_grade, 'quality_score', s.final_score
      ),
      'Contrôle SQAL : ' || p_grade
    from (select 1) as one
    left join lateral (
      select time, device_id, final_score from sqal_sensor_samples
      where sample_id = p_sample_id and lot_id = code order by time limit 1
    ) s on true;
    perform measure_lots(array[code]);
  end if;
end
$$;

-- Links a feedback to a lot, once.
create function link_feedback_to_lot(p_lot_id text, p_feedback_id text, p_rating numeric)
returns void language plpgsql as $$
begin
  perform from lots_gavage where lot_id = p_lot_id for no key update;
  if not found then
    raise foreign_key_violation using
      message = format('cannot link a feedback: no lot %s', p_lot_id);
  end if;
  if p_rating is null or p_rating not between 1 and 5 then
    raise check_violation using
      message = format('cannot link a feedback: rating %s is not from 1 to 5', p_rating);
  end if;
  if not exists (
    select from lot_events
    where lot_id = p_lot_id and event_type = 'consumer_feedback'
      and data ->> 'feedback_id' = p_feedback_id
  ) then
    insert into lot_events (lot_id, "timestamp", event_type, actor, data, description) values (
      p_lot_id, lot_time(p_lot_id), 'consumer_feedback', 'consumer',
      jsonb_build_object('feedback_id', p_feedback_id, 'rating', p_rating, 'comment', null),
      'Avis : ' || p_rating || '/5'
    );
  end if;
end
$$;

-- Lots that were placed before there was a registry.
select record_gavage(array(select id from lots_gavage order by lot_id));
