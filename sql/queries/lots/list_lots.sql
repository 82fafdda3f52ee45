-- A page of lots, newest first: $1 before this id; the other parameters filter when given.
select
  l.id, l.code_lot, l.lot_id, l.site_code as site, l.gaveur_id, g.prenom || ' ' || g.nom as gaveur_nom,
  l.genetique, l.debut_lot::text as debut_lot, l.duree_prevue, l.jour_actuel, l.statut, l.pret_abattage,
  l.nb_canards_initial, coalesce(latest.nb_vivants, l.nb_canards_initial) as nb_canards_vivants,
  l.poids_moyen_actuel, l.taux_mortalite,
  (select count(*) from doses_journalieres d where d.code_lot = l.code_lot)::int as nb_doses,
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
left join feeding_curves c on c.id = l.curve_id
left join lateral (
  select d.nb_vivants from doses_journalieres d
  where d.code_lot = l.code_lot
  order by d.jour desc, d.moment desc
  limit 1
) latest on true
where ($1::int is null or l.id < $1)
  and ($2::text is null or l.site_code = $2)
  and ($3::int is null or l.gaveur_id = $3)
  and ($4::text is null or l.statut = $4)
  and ($5::bool is null or l.pret_abattage = $5)
  and ($6::text is null or l.genetique = $6)
  and ($7::text[] is null or l.code_lot = any ($7) or l.lot_id = any ($7))
order by l.id desc
limit $8
