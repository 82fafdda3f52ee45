-- Lots in quality control, the longest slaughtered first.
select
  p.code_lot, l.lot_id, p.gaveur_id, p.gaveur_nom, p.site, p.genetique, p.poids_moyen_final,
  p.nb_canards_final, p.taux_mortalite, p.date_abattage, p.date_inspection_sqal, p.status,
  p.decided_by, p.decision_reason, p.decided_at,
  (select count(*) from sqal_sensor_samples s where s.lot_id = p.code_lot)::int as nb_samples,
  (select avg(s.final_score) from sqal_sensor_samples s where s.lot_id = p.code_lot)
    as avg_quality_score
from sqal_pending_lots p
join lots_gavage l using (code_lot)
where ($1::text is null or p.status = $1)
  and ($2::text is null or p.site = $2)
  and ($3::text is null or p.code_lot = $3 or l.lot_id = $3)
order by p.date_abattage, p.id
limit $4
