-- Writes what the hosting server knows of its runs, and keeps its claim on them. What no
-- row comes back for is another server's by now.
update simulator_runs r
set status = s.status, config = s.config, paused = s.paused, started_at = s.started_at, ended_at = s.ended_at,
  restarts = s.restarts, outcome = s.outcome, error = s.error, stats = s.stats,
  lease_until = case when s.ended_at is null then now() + make_interval(secs => $3) end
from jsonb_to_recordset($1::text::jsonb) as s (
  id text, status text, config jsonb, paused boolean, started_at timestamptz, ended_at timestamptz,
  restarts int, outcome text, error text, stats jsonb
)
where r.id = s.id and r.owner = $2
returning r.id
