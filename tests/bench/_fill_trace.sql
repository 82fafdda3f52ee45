-- A hundred thousand finished lots with all that became of them. Triggers and foreign keys are off:
-- what they would do is done here. The matrices of samples are empty: no trace reads them.
set session_replication_role = replica;
set statement_timeout = 0;
select setseed(0.5);

insert into maize_lots (code, site_code, delivered_on, supplier)
select 'M-' || n, 'LL', date '2024-01-01' + n / 3, 'Coopérative ' || n % 7
from generate_series(1, 2000) n;

insert into lots_gavage (
  id, code_lot, lot_id, site_code, gaveur_id, debut_lot, duree_prevue, genetique,
  nb_canards_initial, poids_moyen_actuel, jour_actuel, dernier_repas, pret_abattage, sorti, statut, itm
)
select
  n, 'LL' || lpad(n::text, 8, '0'), 'LOT_' || n, (array['LL', 'LS', 'MT'])[1 + n % 3], 1 + n % 5,
  date '2024-01-01' + n / 140, 12, 'Mulard', 50, 6500, 11, 23, true, true, 'termine', 14.9
from generate_series(1, 100000) n;

insert into lot_maize (lot_id, maize_code, since)
select n, 'M-' || 1 + n / 50 % 2000, date '2024-01-01' + n / 140 from generate_series(1, 100000) n;

insert into doses_journalieres (
  time, code_lot, jour, moment, dose_theorique, dose_reelle, poids_moyen, nb_vivants,
  taux_mortalite, temperature, humidite
)
select
  timestamptz '2024-01-01 07:00Z' + (n / 140 + jour) * interval '1 day'
    + case moment when 'matin' then 0 else 10 end * interval '1 hour',
  'LL' || lpad(n::text, 8, '0'), jour, moment, 200 + 20 * jour, 201 + 20 * jour, 4500 + 150 * jour,
  50, 0, 21, 65
from generate_series(1, 100000) n, generate_series(0, 11) jour, unnest(array['matin', 'soir']) moment;

insert into sqal_pending_lots (code_lot, gaveur_id, site, nb_canards_final, date_abattage, status)
select
  'LL' || lpad(n::text, 8, '0'), 1 + n % 5, (array['LL', 'LS', 'MT'])[1 + n % 3], 50,
  timestamptz '2024-01-13Z' + n / 140 * interval '1 day', 'inspected'
from generate_series(1, 100000) n;

-- As they come in: one of each lot after the other, so that no lot's samples lie together.
insert into sqal_sensor_samples (
  time, sample_id, device_id, lot_id, site_code, vl53l8ch_distance_matrix,
  vl53l8ch_reflectance_matrix, vl53l8ch_amplitude_matrix, vl53l8ch_volume_mm3,
  vl53l8ch_surface_uniformity, vl53l8ch_defect_count, vl53l8ch_quality_score, vl53l8ch_grade,
  vl53l8ch_defects, as7341_channels, as7341_freshness_index, as7341_fat_quality_index,
  as7341_oxidation_index, as7341_quality_score, as7341_grade, as7341_defects, final_score,
  final_grade, is_compliant, fusion_weight_tof, fusion_weight_spectral, fusion_defects,
  poids_foie_estime_g
)
select
  timestamptz '2024-01-13Z' + n / 140 * interval '1 day' + k * interval '1 minute',
  'S-' || n || '-' || k, 'ESP32_' || n % 50, 'LL' || lpad(n::text, 8, '0'), 'LL', '[]', '[]', '[]',
  600000, 0.9, 0, 0.8, 'A', '[]', '{}', 0.9, 0.8, 0.1, 0.8, 'A', '[]', 0.8, 'A', k <> 5, 0.6, 0.4,
  '[]', 560
from generate_series(1, 5) k, generate_series(1, 100000) n;

insert into consumer_products (
  product_id, qr_code, qr_signature, lot_id, sample_id, site_code, production_date,
  quality_control_date, sqal_grade, sqal_quality_score
)
select
  'FG_LL_' || n || '_' || k, 'SQAL_' || n || '_' || k, 'x', n, 'S-' || n || '-' || k, 'LL',
  date '2024-01-13' + n / 140,
  timestamptz '2024-01-13Z' + n / 140 * interval '1 day' + k * interval '1 minute', 'A', 0.8
from generate_series(1, 4) k, generate_series(1, 100000) n;

insert into consumer_feedbacks (time, product_id, overall_rating, comment, ip_hash)
select
  timestamptz '2024-02-01Z' + n / 140 * interval '1 day', 'FG_LL_' || n || '_' || k,
  1 + (n + k) % 5, 'Très bon', 'p'
from generate_series(1, 4) k, generate_series(1, 100000) n;

insert into lot_events (lot_id, sequence, "timestamp", event_type, actor, hash)
select 'LOT_' || n, k, timestamptz '2024-01-01Z' + n / 140 * interval '1 day', 'sqal_control', 'x', 'x'
from generate_series(1, 10) k, generate_series(1, 100000) n;

set session_replication_role = origin;
vacuum (analyze);
