-- Lots that somebody ended before they were ready: of a run that broke off, or of ducks that left.
-- They are fed no more, and never come to quality control.

create table lot_closures (
  lot_id integer primary key references lots_gavage (id) on delete cascade,
  closed_at timestamptz not null default now(), -- wall time
  closed_by varchar(100) not null,
  reason varchar(500) not null check (reason <> '')
);

-- Ends an unfinished lot, by its code or registry id, once: again, it changes nothing. Who stores
-- its last meal holds the lot, too, and so one of the two sees what the other did.
create function close_lot(name text, by_whom text, why text) returns text
language plpgsql as $$
declare
  lot lots_gavage;
begin
  select * into lot from lots_gavage
  where id = any ((select lot_ids(array[name]))::integer[])
  for no key update;
  if not found then
    return 'unknown';
  elsif exists (select from lot_closures c where c.lot_id = lot.id) then
    return 'already_closed';
  elsif lot.pret_abattage or lot.statut <> 'en_cours' then
    return 'finished';
  end if;
  insert into lot_closures (lot_id, closed_by, reason) values (lot.id, by_whom, why);
  update lots_gavage set statut = 'termine' where id = lot.id;
  insert into lot_events (lot_id, "timestamp", event_type, actor, data, description) values (
    lot.lot_id, greatest(lot_time(lot.lot_id), lot.dernier_repas_at), 'lot_closed',
    'operator:' || by_whom,
    jsonb_build_object('final_day', lot.jour_actuel, 'by', by_whom, 'reason', why),
    'Lot clos avant terme : ' || why
  );
  return 'closed';
end
$$;

create function notify_lot_closed() returns trigger language plpgsql as $$
begin
  perform pg_notify('gavaged_lots', code_lot) from lots_gavage where id = new.lot_id;
  return null;
end
$$;

create trigger lot_closures_news after insert on lot_closures
  for each row execute function notify_lot_closed();

-- Meals of a closed lot are stored like any. Its last one makes it no lot that is ready.
create function keep_lot_closed() returns trigger language plpgsql as $$
begin
  if exists (select from lot_closures c where c.lot_id = new.id) then
    new.pret_abattage := false;
  end if;
  return new;
end
$$;

create trigger lots_gavage_keep_closed before update on lots_gavage
  for each row when (new.pret_abattage and not old.pret_abattage and old.statut <> 'en_cours')
  execute function keep_lot_closed();

-- After the statement, which by then holds the lot that it would make ready: see close_lot.
create function withhold_closed_lot() returns trigger language plpgsql as $$
begin
  delete from sqal_pending_lots p
  using lots_gavage l join lot_closures c on c.lot_id = l.id
  where p.id = new.id and l.code_lot = p.code_lot;
  return null;
end
$$;

create trigger sqal_pending_lots_closed after insert on sqal_pending_lots
  for each row execute function withhold_closed_lot();

-- As before, and a closed lot has ended with its last meal, expects no liver, and says why.
create or replace view lots_registry as
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
  c.reason as closure_reason
from lots_gavage l
left join lot_closures c on c.lot_id = l.id;

create or replace view v_completed_lots_summary as
select
  count(*) as total_completed_lots,
  coalesce(sum(nb_canards), 0) as total_completed_canards,
  avg(gavage_duration_days) as avg_gavage_duration,
  avg(itm_moyen) as avg_final_itm,
  avg(average_rating) as avg_consumer_rating,
  avg(cardinality(sqal_samples)) as avg_sqal_controls_per_lot
from lots_registry
where gavage_status = 'termine' and closure_reason is null;
