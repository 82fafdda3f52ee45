-- Tells dashboards which lots have news that no meal or sample says: placed, or moved on in quality
-- control, by whichever program. The payload is the lot's code.

create function notify_lot_news() returns trigger language plpgsql as $$
begin
  perform pg_notify('gavaged_lots', new.code_lot);
  return null;
end
$$;

create trigger lots_gavage_news after insert on lots_gavage
  for each row execute function notify_lot_news();

create trigger sqal_pending_lots_news after insert on sqal_pending_lots
  for each row execute function notify_lot_news();

create trigger sqal_pending_lots_moved after update of status on sqal_pending_lots
  for each row when (new.status is distinct from old.status)
  execute function notify_lot_news();
