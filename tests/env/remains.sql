SELECT CONCAT_WS(' ', 'metroport_journal', actor, action, detail, code, answer) FROM metroport_journal
UNION ALL SELECT CONCAT_WS(' ', 'metroport_customer_data', settled, wanted, wanted_by, error_code, error_text) FROM metroport_customer_data
UNION ALL SELECT CONCAT_WS(' ', 'metroport_locks', wanted_by, error_code, error_text) FROM metroport_locks
UNION ALL SELECT CONCAT_WS(' ', 'metroport_runs', job, note) FROM metroport_runs
UNION ALL SELECT CONCAT_WS(' ', 'metroport_settings', name, value) FROM metroport_settings WHERE name <> 'token'
UNION ALL SELECT CONCAT_WS(' ', 'metroport_plans', kind, actor, error_code, error_text) FROM metroport_plans
UNION ALL SELECT CONCAT_WS(' ', 'metroport_plan_steps', step, state) FROM metroport_plan_steps
UNION ALL SELECT CONCAT_WS(' ', 'metroport_settlement', name) FROM metroport_settlement
UNION ALL SELECT CONCAT_WS(' ', 'metroport_api_calls', name, outcome) FROM metroport_api_calls
