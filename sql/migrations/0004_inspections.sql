-- Who inspects a finished lot, until when, and what went wrong.
-- A claim is a lease: its holder renews it while it works, and one that died loses the lot.
-- Leases are about machines, not about ducks: their times are the database's, never simulated.

alter table sqal_pending_lots
  -- One claim of one monitor, never used twice: a holder that came too late no longer matches.
  add column claimed_by text,
  add column lease_until timestamptz,
  -- Inspections that were refused, of those allowed.
  add column attempts integer not null default 0 check (attempts >= 0),
  -- Null after an error: it is final.
  add column next_try_at timestamptz,
  add column last_error text,
  add constraint sqal_pending_lots_claim check ((claimed_by is null) = (lease_until is null));

create index sqal_pending_lots_open on sqal_pending_lots (date_abattage, id)
  where status in ('pending', 'inspecting', 'error');

create function notify_pending_lot() returns trigger language plpgsql as $$
begin
  perform pg_notify('gavaged_pending_lots', '');
  return null;
end
$$;

create trigger sqal_pending_lots_new after insert on sqal_pending_lots
  for each row when (new.status = 'pending') execute function notify_pending_lot();

create trigger sqal_pending_lots_reopened after update of status on sqal_pending_lots
  for each row when (new.status = 'pending' and old.status <> 'pending')
  execute function notify_pending_lot();
