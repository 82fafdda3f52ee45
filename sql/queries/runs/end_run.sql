-- An interrupted run that nobody is to take up again.
update simulator_runs set status = 'stopped', resume = false
where id = $1 and status = 'interrupted'
returning id
