-- Where a lot comes from: what is asked of one lot only.
select
  s.id as site_number, s.nom as site_nom, s.region, l.duree_prevue, l.taux_mortalite,
  l.poids_foie_moyen_g, l.created_at, p.nb_canards_final, p.created_at as finished_at,
  p.decided_by, p.decision_reason,
  c.id as curve_id, c.version as curve_version, c.total_maize_g as curve_total_maize_g,
  meals.count, meals.first, meals.last, meals.dose_theorique_g, meals.dose_reelle_g, meals.maize_kg,
  (select count(*) from lot_events e where e.lot_id = l.lot_id)::int as events
from lots_gavage l
join sites_euralis s on s.code = l.site_code
left join sqal_pending_lots p on p.code_lot = l.code_lot
left join feeding_curves c on c.id = l.curve_id
cross join lateral (
  select
    count(*)::int as count, min(d.time) as first, max(d.time) as last,
    coalesce(sum(d.dose_theorique), 0) as dose_theorique_g,
    coalesce(sum(d.dose_reelle), 0) as dose_reelle_g,
    round(coalesce(sum(d.dose_reelle * d.nb_vivants), 0) / 1000, 3) as maize_kg
  from doses_journalieres d
  where d.code_lot = l.code_lot
) meals
where l.code_lot = $1
