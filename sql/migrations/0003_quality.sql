-- Quality control: measured livers, the devices that measure them, and alerts.
-- `time` is the caller's (simulated) time; columns named after the wall say so.

create table sqal_devices (
  device_id varchar(100) primary key check (device_id <> ''),
  device_name varchar(200),
  device_type varchar(50) not null default 'ESP32',
  location varchar(200),
  firmware_version varchar(50),
  site_code varchar(2) references sites_euralis (code),
  status varchar(20) not null default 'active'
    check (status in ('active', 'inactive', 'maintenance', 'error')),
  config_profile varchar(100),
  -- The newest time that the device itself gave.
  last_seen timestamptz,
  -- Wall times: of its newest frame, and of its newest sample.
  heard_at timestamptz not null default now(),
  sampled_at timestamptz,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 70); -- room for updates in place, one per device and batch

create trigger sqal_devices_updated_at before update on sqal_devices
  for each row execute function update_updated_at_column();

-- Samples -------------------------------------------------------------------------------------

-- A resend has the same device, id and time and makes no second row; an id that an old device uses
-- again for another measurement has another time. No foreign keys: a lot must stay deletable, and
-- the device is written in the same statement.
create table sqal_sensor_samples (
  time timestamptz not null,
  sample_id varchar(100) not null,
  device_id varchar(100) not null,
  lot_id varchar(20), -- the lot's code_lot
  site_code varchar(2),
  vl53l8ch_distance_matrix jsonb not null,
  vl53l8ch_reflectance_matrix jsonb not null,
  vl53l8ch_amplitude_matrix jsonb not null,
  vl53l8ch_ambient_matrix jsonb,
  vl53l8ch_status_matrix jsonb,
  vl53l8ch_bins_matrix jsonb,
  vl53l8ch_volume_mm3 double precision not null,
  vl53l8ch_avg_height_mm double precision,
  vl53l8ch_max_height_mm double precision,
  vl53l8ch_min_height_mm double precision,
  vl53l8ch_base_area_mm2 double precision,
  vl53l8ch_surface_uniformity double precision not null,
  vl53l8ch_avg_distance_mm double precision,
  vl53l8ch_std_distance_mm double precision,
  vl53l8ch_defect_count integer not null,
  vl53l8ch_quality_score double precision not null,
  vl53l8ch_grade varchar(10) not null,
  vl53l8ch_stats jsonb,
  vl53l8ch_bins_analysis jsonb,
  vl53l8ch_reflectance_analysis jsonb,
  vl53l8ch_amplitude_consistency jsonb,
  vl53l8ch_score_breakdown jsonb,
  vl53l8ch_defects jsonb not null,
  as7341_channels jsonb not null,
  as7341_integration_time double precision,
  as7341_gain double precision,
  as7341_color_score double precision,
  as7341_freshness_score double precision,
  as7341_freshness_index double precision not null,
  as7341_fat_quality_index double precision not null,
  as7341_oxidation_index double precision not null,
  as7341_color_uniformity double precision,
  as7341_quality_score double precision not null,
  as7341_grade varchar(10) not null,
  as7341_spectral_analysis jsonb,
  as7341_color_analysis jsonb,
  as7341_score_breakdown jsonb,
  as7341_defects jsonb not null,
  final_score double precision not null,
  final_grade varchar(10) not null check (final_grade in ('A+', 'A', 'B', 'C', 'REJECT')),
  is_compliant boolean not null,
  fusion_vl53l8ch_score double precision,
  fusion_as7341_score double precision,
  fusion_weight_tof double precision not null,
  fusion_weight_spectral double precision not null,
  fusion_confidence double precision,
  fusion_defects jsonb not null,
  fusion_metrics jsonb,
  fusion_foie_gras_metrics jsonb,
  poids_foie_estime_g numeric(8,1) not null,
  meta_firmware_version varchar(50),
  meta_temperature_c double precision,
  meta_humidity_percent double precision,
  meta_config_profile varchar(100),
  processing_time_ms double precision,
  lot_abattage varchar(100),
  eleveur varchar(200),
  provenance varchar(200),
  recorded_at timestamptz not null default now(),
  primary key (device_id, sample_id, time)
);

create index sqal_sensor_samples_time on sqal_sensor_samples (time desc);
create index sqal_sensor_samples_device on sqal_sensor_samples (device_id, time desc);
create index sqal_sensor_samples_id on sqal_sensor_samples (sample_id, time desc);
create index sqal_sensor_samples_lot on sqal_sensor_samples (lot_id, time) where lot_id is not null;

create function forget_lot_of_samples() returns trigger language plpgsql as $$
begin
  update sqal_sensor_samples set lot_id = null where lot_id = old.code_lot;
  return null;
end
$$;

create trigger lots_gavage_forget_samples after delete on lots_gavage
  for each row execute function forget_lot_of_samples();

-- The samples under the name, columns and integer lot of the predecessor.
create view sensor_samples as
select
  md5(s.device_id || '/' || s.sample_id || '/' || s.time)::uuid as id,
  s.time as timestamp,
  s.device_id,
  s.sample_id,
  l.id as lot_id,
  l.code_lot,
  s.site_code,
  s.vl53l8ch_distance_matrix, s.vl53l8ch_reflectance_matrix, s.vl53l8ch_amplitude_matrix,
  s.vl53l8ch_ambient_matrix, s.vl53l8ch_status_matrix, s.vl53l8ch_bins_matrix,
  s.vl53l8ch_volume_mm3, s.vl53l8ch_avg_height_mm, s.vl53l8ch_max_height_mm,
  s.vl53l8ch_min_height_mm, s.vl53l8ch_base_area_mm2, s.vl53l8ch_surface_uniformity,
  s.vl53l8ch_defect_count, s.vl53l8ch_quality_score, s.vl53l8ch_grade,
  s.vl53l8ch_bins_analysis, s.vl53l8ch_reflectance_analysis, s.vl53l8ch_amplitude_consistency,
  s.vl53l8ch_score_breakdown, s.vl53l8ch_defects,
  s.as7341_channels, s.as7341_integration_time, s.as7341_gain, s.as7341_color_score,
  s.as7341_freshness_score, s.as7341_freshness_index, s.as7341_fat_quality_index,
  s.as7341_oxidation_index, s.as7341_color_uniformity, s.as7341_quality_score, s.as7341_grade,
  s.as7341_spectral_analysis, s.as7341_color_analysis, s.as7341_score_breakdown, s.as7341_defects,
  s.final_score as fusion_final_score,
  s.final_grade as fusion_final_grade,
  s.is_compliant as fusion_is_compliant,
  s.fusion_vl53l8ch_score, s.fusion_as7341_score, s.fusion_confidence, s.fusion_defects,
  s.poids_foie_estime_g,
  s.meta_firmware_version, s.meta_temperature_c, s.meta_humidity_percent, s.meta_config_profile,
  s.processing_time_ms,
  s.recorded_at as created_at,
  s.lot_abattage, s.eleveur, s.provenance
from sqal_sensor_samples s
left join lots_gavage l on l.code_lot = s.lot_id;

-- Statistics by the hour: every longer one is made of these. With TimescaleDB it reads a continuous
-- aggregate instead.
create view sqal_stats_horaires as
select
  date_trunc('hour', time, 'UTC') as bucket,
  device_id,
  site_code,
  count(*) as sample_count,
  sum(final_score) as score_sum,
  count(*) filter (where final_grade = 'A+') as count_a_plus,
  count(*) filter (where final_grade = 'A') as count_a,
  count(*) filter (where final_grade = 'B') as count_b,
  count(*) filter (where final_grade = 'C') as count_c,
  count(*) filter (where final_grade = 'REJECT') as count_reject,
  count(*) filter (where is_compliant) as count_compliant,
  sum(vl53l8ch_volume_mm3) as volume_sum_mm3,
  sum(as7341_freshness_index) as freshness_sum
from sqal_sensor_samples
group by 1, 2, 3;

-- Alerts --------------------------------------------------------------------------------------

create table sqal_alerts (
  alert_id serial unique,
  time timestamptz not null,
  -- What it is about, `device:…` or `lot:…`: the same condition of the same subject counts on one row.
  sujet varchar(120) not null,
  alert_type varchar(50) not null,
  severity varchar(20) not null check (severity in ('info', 'warning', 'critical')),
  title varchar(200) not null,
  message varchar(500) not null,
  device_id varchar(100),
  sample_id varchar(100),
  lot_id varchar(20), -- code_lot
  site_code varchar(2),
  data_context jsonb not null default '{}',
  defect_details jsonb,
  threshold_value double precision,
  actual_value double precision,
  deviation_pct double precision,
  is_acknowledged boolean not null default false,
  acknowledged boolean generated always as (is_acknowledged) stored,
  acknowledged_by varchar(100),
  acknowledged_at timestamptz,
  resolution_notes text,
  -- Repetitions are counted here while it is open; wall times.
  ouverte boolean not null default true,
  occurrences integer not null default 1,
  last_seen timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (time, alert_id)
);

create unique index sqal_alerts_open on sqal_alerts (sujet, alert_type) where ouverte;
create index sqal_alerts_created on sqal_alerts (created_at desc);
-- Few of all: closing a lot settles them.
create index sqal_alerts_of_lots on sqal_alerts (sujet) where sujet like 'lot:%';
create index sqal_alerts_unacknowledged on sqal_alerts (severity) where not is_acknowledged;

-- Decisions -----------------------------------------------------------------------------------

-- Who approved or rejected an inspected lot.
alter table sqal_pending_lots
  add column decided_by varchar(100),
  add column decision_reason varchar(500),
  add column decided_at timestamptz;
