-- Lots in the order of their number, after $6: of the site $1, with J0 from $2 to $3; days are of the
-- zone $4.
select
  l.id as lot_number, l.code_lot, l.lot_id, l.site_code as site, l.gaveur_id, l.genetique, l.debut_lot,
  l.duree_prevue, l.jour_actuel, l.statut, l.pret_abattage, l.nb_canards_initial, l.poids_moyen_actuel,
  l.taux_mortalite, l.itm, l.poids_foie_moyen_g, l.curve_id, p.status as sqal_status,
  (p.date_abattage at time zone $4::text)::date as date_abattage, l.created_at,
  l.updated_at, c.closed_at, c.closed_by, c.reason as closure_reason
from lots_gavage l
left join sqal_pending_lots p using (code_lot)
left join lot_closures c on c.lot_id = l.id
where ($1::text is null or l.site_code = $1)
  and ($2::date is null or l.debut_lot >= $2)
  and ($3::date is null or l.debut_lot <= $3)
  and ($6::int is null or l.id > $6)
order by l.id
limit $5
