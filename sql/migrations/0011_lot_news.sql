-- Lots as requests and dashboards are shown them.
create view lots_shown as
select
  l.id, l.code_lot, l.lot_id, l.site_code as site, l.gaveur_id, g.prenom || ' ' || g.nom as gaveur_nom,
  l.genetique, l.debut_lot::text as debut_lot, l.duree_prevue, l.jour_actuel, l.statut, l.pret_abattage,
  l.nb_canards_initial, coalesce(l.nb_vivants, l.nb_canards_initial) as nb_canards_vivants,
  l.poids_moyen_actuel, l.taux_mortalite, l.nb_doses,
  p.status as sqal_status,
  case when c.id is not null then
    jsonb_build_object('id', c.id, 'version', c.version, 'curve', c.curve)
  end as courbe,
  array(
    select m.maize_code from lot_maize m where m.lot_id = l.id order by m.maize_code
  )::text[] as lots_mais,
  l.updated_at
from lots_gavage l
left join gaveurs_euralis g on g.id = l.gaveur_id
left join sqal_pending_lots p on p.code_lot = l.code_lot
left join feeding_curves c on c.id = l.curve_id;

-- The ids of the lots that bear these codes or registry ids. Two searches: what may be either is
-- found by neither index.
create function lot_ids(names text[]) returns integer[]
language sql stable parallel safe as $$
  select array(
    select id from lots_gavage where code_lot = any (names)
    union
    select id from lots_gavage where lot_id = any (names)
  )
$$;

-- Tells dashboards which lots have news that no meal or sample says: placed, or moved on in quality
-- control, by whichever program. The payload is the lot's code.

-- Meals place and finish many lots in each statement: these are told together.
create function notify_news_of_lots() returns trigger language plpgsql as $$
begin
  perform pg_notify('gavaged_lots', code_lot) from lots;
  return null;
end
$$;

create trigger lots_gavage_news after insert on lots_gavage
  referencing new table as lots
  for each statement execute function notify_news_of_lots();

create trigger sqal_pending_lots_news after insert on sqal_pending_lots
  referencing new table as lots
  for each statement execute function notify_news_of_lots();

create function notify_lot_news() returns trigger language plpgsql as $$
begin
  perform pg_notify('gavaged_lots', new.code_lot);
  return null;
end
$$;

create trigger sqal_pending_lots_moved after update of status on sqal_pending_lots
  for each row when (new.status is distinct from old.status)
  execute function notify_lot_news();
