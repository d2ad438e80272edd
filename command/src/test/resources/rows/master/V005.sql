insert into step (job_id, step_id, position, capability, after_steps, delegates, state, agent_id, agent)
  values ('2', 'rates', 0, 'fx.rates@1', '', '', 'working', 'agent', 'spiffe://bailiwick.example/agent/a');
insert into attempt (job_id, step_id, number, agent, serial, token_jti, state, started_at, status_url)
  values ('2', 'rates', 1, 'spiffe://bailiwick.example/agent/a', '0a', 'access-1', 'working', timestamp '2026-01-01 00:00:30',
  'https://10.0.0.8:7001/work/orders/1');
