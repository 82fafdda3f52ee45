-- Meals from J0 on that are new, one row a meal ($1 to $11), and what they make of their lots, one row
-- a lot: those that are there ($12 to $21), those that begin ($22) and, of both, those that are
-- finished ($23). In one statement and so in one transaction.
-- Nothing is written when a meal or a lot that begins is there already (its key is broken), or when
-- fewer than $24 lots are there. See MealRepository for what is done then.
with stored as (
  insert into doses_journalieres (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  -- In the select list the arrays are walked together; in `from` each would be stored first.
  select
    to_timestamp(unnest($1::float8[])),
    unnest($2::text[]),
    unnest($3::int[]),
    unnest($4::text[]),
    unnest($5::numeric[]),
    unnest($6::numeric[]),
    unnest($7::numeric[]),
    unnest($8::int[]),
    unnest($9::numeric[]),
    unnest($10::numeric[]),
    unnest($11::numeric[])
  returning *
),
raw as (
  insert into gavage_data (
    time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_actuel, nb_vivants,
    taux_mortalite, temperature, humidite
  )
  select time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
    taux_mortalite, temperature, humidite
  from stored
),
-- The current state of a lot moves forward only. J-1 comes before it, but weighs the ducks.
advanced as (
  update lots_gavage l
  set nb_doses = l.nb_doses + n.nb_doses,
      mais_donne_g = l.mais_donne_g + n.mais_g,
      jour_actuel = case when n.repas > l.dernier_repas then n.jour else l.jour_actuel end,
      poids_moyen_actuel = case when n.repas > l.dernier_repas then n.poids_moyen else coalesce(l.poids_moyen_actuel, n.poids_moyen) end,
      nb_vivants = case when n.repas > l.dernier_repas then n.nb_vivants else coalesce(l.nb_vivants, n.nb_vivants) end,
      taux_mortalite = case when n.repas > l.dernier_repas then n.taux_mortalite else l.taux_mortalite end,
      dernier_repas_at = case when n.repas > l.dernier_repas then to_timestamp(n.epoch_seconds) else l.dernier_repas_at end,
      dernier_repas = greatest(n.repas, l.dernier_repas),
      repas_avant = l.dernier_repas,
      pret_abattage = l.pret_abattage or n.pret_abattage,
      statut = case when n.pret_abattage and l.statut = 'en_cours' then 'termine' else l.statut end,
      duree_gavage_reelle = case when n.pret_abattage then n.jour + 1 else l.duree_gavage_reelle end,
      updated_at = now()
  from (
    select
      unnest($12::text[]) as code_lot,
      unnest($13::int[]) as jour,
      unnest($14::numeric[]) as poids_moyen,
      unnest($15::int[]) as nb_vivants,
      unnest($16::numeric[]) as taux_mortalite,
      unnest($17::float8[]) as epoch_seconds,
      unnest($18::int[]) as repas,
      unnest($19::bool[]) as pret_abattage,
      unnest($20::int[]) as nb_doses,
      unnest($21::numeric[]) as mais_g,
      -- Tells the planner that these are many: it expects ten of an array, and would compare each
      -- lot with all others.
      generate_series(1, cardinality($12::text[]))
  ) n
  where l.code_lot = n.code_lot
    -- Reads the lots by their index; joined alone, all lots would be scanned.
    and l.code_lot = any ($12::text[])
    and (
      n.nb_doses > 0
      or l.poids_moyen_actuel is null
      or (n.pret_abattage and not l.pret_abattage and l.statut = 'en_cours')
    )
  returning
    l.id, l.lot_id,
    -- Past the first meal of all, of J7 or of J14, or ready.
    n.pret_abattage
      or (l.repas_avant < 0 and l.dernier_repas >= 0)
      or (l.repas_avant < 14 and l.dernier_repas >= 14)
      or (l.repas_avant < 28 and l.dernier_repas >= 28) as has_news
),
begun as materialized (
  select *, (to_timestamp(epoch_seconds) at time zone $25)::date - jour as debut_lot
  from json_to_recordset($22::text::json) as n (
    code_lot text, site text, gaveur_id int, genetique text, nb_initial int, jour int,
    poids_moyen numeric, nb_vivants int, taux_mortalite numeric, epoch_seconds float8, repas int,
    pret_abattage bool, nb_doses int, mais_g numeric
  )
),
-- All who place lots take their numbers in this order.
numbered as (
  insert into lot_id_sequences as s (debut_lot, dernier)
  select debut_lot, count(*) from begun group by debut_lot order by debut_lot
  on conflict (debut_lot) do update set dernier = s.dernier + excluded.dernier
  returning debut_lot, dernier
),
placed as (
  insert into lots_gavage (
    code_lot, lot_id, site_code, gaveur_id, debut_lot, genetique, nb_canards_initial, nb_vivants,
    poids_moyen_actuel, taux_mortalite, jour_actuel, dernier_repas, dernier_repas_at, ouvert_at,
    nb_doses, mais_donne_g, pret_abattage, statut, duree_gavage_reelle
  )
  select
    code_lot,
    lot_id_of(
      debut_lot, dernier + 1 - row_number() over (partition by debut_lot order by code_lot desc)
    ),
    site, gaveur_id, debut_lot, genetique, nb_initial, nb_vivants, poids_moyen, taux_mortalite,
    jour, repas, to_timestamp(epoch_seconds), to_timestamp(epoch_seconds), nb_doses, mais_g,
    pret_abattage, case when pret_abattage then 'termine' else 'en_cours' end,
    case when pret_abattage then jour + 1 end
  from begun join numbered using (debut_lot)
  order by debut_lot, code_lot
  returning id
),
queued as (
  insert into sqal_pending_lots as p (
    code_lot, gaveur_id, gaveur_nom, site, genetique, poids_moyen_final, nb_canards_final,
    taux_mortalite, date_abattage
  )
  select code_lot, gaveur_id, gaveur_nom, site, genetique, poids_moyen, nb_vivants, taux_mortalite,
    to_timestamp(epoch_seconds)
  from json_to_recordset($23::text::json) as n (
    code_lot text, gaveur_id int, gaveur_nom text, site text, genetique text, poids_moyen numeric,
    nb_vivants int, taux_mortalite numeric, epoch_seconds float8
  )
  -- What quality control has taken up is never opened again by a late duplicate.
  on conflict (code_lot) do update
  set poids_moyen_final = excluded.poids_moyen_final,
      nb_canards_final = excluded.nb_canards_final,
      taux_mortalite = excluded.taux_mortalite,
      date_abattage = excluded.date_abattage
  where p.status = 'pending'
    and (p.poids_moyen_final, p.nb_canards_final, p.taux_mortalite, p.date_abattage)
      is distinct from (excluded.poids_moyen_final, excluded.nb_canards_final,
                        excluded.taux_mortalite, excluded.date_abattage)
)
select
  expect_lots(count(*), $24),
  -- Once the meals are there; before them come the lots, as wherever lots are opened for their meals.
  record_gavage(
    case when (select count(*) from placed) >= 0 and (select count(*) from stored) >= 0
      then array_agg(id order by lot_id) filter (where has_news) end
  )
from advanced
