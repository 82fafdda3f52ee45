-- Lots that somebody ended before they were ready: of a run that broke off, or of ducks that left.
-- They are fed no more, and never come to quality control.

-- Ends an unfinished lot, by its code or registry id, once: again, it changes nothing. Who stores
-- its last meal holds the lot, too, and so one of the two sees what the other did. What waited for
-- somebody about its ducks waits no more: who ends the lot has dealt with it.
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
  update lots_gavage set statut = 'termine', sorti = true where id = lot.id;
  update sqal_alerts
  set is_acknowledged = true,
      ouverte = false,
      acknowledged_by = by_whom,
      acknowledged_at = now(),
      resolution_notes = 'Lot clos avant terme : ' || why
  where sujet = 'lot:' || lot.code_lot and sujet like 'lot:%' and not is_acknowledged;
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

-- After the statement, which by then holds the lots that it would make ready: see close_lot.
create function withhold_closed_lots() returns trigger language plpgsql as $$
begin
  delete from sqal_pending_lots p
  using queued q
  -- Each lot by its key, whatever the plan was made for.
  cross join lateral (select id from lots_gavage g where g.code_lot = q.code_lot offset 0) l
  cross join lateral (select from lot_closures c where c.lot_id = l.id offset 0) closed
  where p.id = q.id;
  return null;
end
$$;

create trigger sqal_pending_lots_closed after insert on sqal_pending_lots
  referencing new table as queued
  for each statement execute function withhold_closed_lots();
