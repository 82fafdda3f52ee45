select coalesce(max(sequence), 0)::int as sequence from run_logs where run_id = $1
