insert into ending_act (id, kind, job_id, step_id, target, parameters, created_at, due_at, tries, last_reason)
  values ('withdraw-work/2/rates/1', 'withdraw-work', '2', 'rates', 'spiffe://bailiwick.example/agent/a',
  '{"attempt":1,"status_url":"https://10.0.0.8:7001/work/orders/1"}', timestamp '2026-01-01 00:02:00',
  timestamp '2026-01-01 00:02:05', 1, 'agent-not-reached: timeout');
insert into ending_act (id, kind, token_jti, target, parameters, created_at, tries, over_at, outcome)
  values ('later-kind/access-1', 'later-kind', 'access-1', 'database', '{}', timestamp '2026-01-01 00:02:00', 1,
  timestamp '2026-01-01 00:02:05', 'done');
