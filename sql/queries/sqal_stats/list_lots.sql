-- Lots with samples, newest first; one by its number, or by any of its names, when given.
select
  l.id as lot_id, l.code_lot, l.lot_id as registry_lot_id,
  count(*)::int as nb_echantillons,
  avg(s.final_score) as score_qualite_moyen,
  mode() within group (order by s.final_grade) as grade_majoritaire,
  avg(s.fusion_vl53l8ch_score) as tof_score_moyen,
  avg(s.fusion_as7341_score) as spectral_score_moyen,
  avg(s.as7341_freshness_index) as indice_fraicheur,
  avg(s.as7341_fat_quality_index) as indice_qualite_gras,
  avg(s.as7341_oxidation_index) as indice_oxydation,
  (100.0 * count(*) filter (where s.is_compliant) / count(*))::float8 as compliance_rate_pct,
  count(*) filter (where s.final_grade = 'A+')::int as count_a_plus,
  count(*) filter (where s.final_grade = 'A')::int as count_a,
  count(*) filter (where s.final_grade = 'B')::int as count_b,
  count(*) filter (where s.final_grade = 'C')::int as count_c,
  count(*) filter (where s.final_grade = 'REJECT')::int as count_reject
from lots_gavage l
join sqal_sensor_samples s on s.lot_id = l.code_lot
where ($1::int is null or l.id = $1)
group by l.id
order by l.id desc
limit $2
