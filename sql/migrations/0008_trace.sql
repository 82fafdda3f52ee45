-- Tracing both ways and recalls.

-- Lots are looked for by their first day.
create index lots_gavage_debut on lots_gavage (debut_lot, id);

-- Lots that were recalled as a whole, perhaps before they had any product; wall time.
create table lot_recalls (
  lot_id integer primary key references lots_gavage (id) on delete cascade,
  recalled_at timestamptz not null default now(),
  recalled_by varchar(100) not null,
  reason varchar(500) not null check (reason <> '')
);

-- A product of a recalled lot never reaches the market, however late it is issued: who issues it
-- holds the lot, as the recall did, and so one of the two sees the other.
create function withhold_product_of_recalled_lot() returns trigger language plpgsql as $$
declare
  recall lot_recalls;
begin
  select * into recall from lot_recalls where lot_id = new.lot_id;
  if found then
    new.is_active := false;
    new.recalled_at := now();
    new.recalled_by := recall.recalled_by;
    new.recall_reason := recall.reason;
  end if;
  return new;
end
$$;

create trigger consumer_products_recalled_lot before insert on consumer_products
  for each row when (new.recalled_at is null)
  execute function withhold_product_of_recalled_lot();
