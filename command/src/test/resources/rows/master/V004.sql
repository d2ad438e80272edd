insert into plan values ('plan-4', 1, 'caller:spiffe://partner.example/agent/buyer', '{"steps":[],"version":1}', 'digest', 'signature',
  timestamp '2026-01-01 00:00:00');
insert into job (job_id, txn, caller, caller_serial, caller_certificate, principal, access_jti, root_jti, purpose, plan_id, request_octets,
  request_sha256, state, created_at, deadline)
  values ('4', 'txn-4', 'spiffe://partner.example/agent/buyer', '0b', cast('certificate' as bytea), 'alice', 'access-1', 'access-1',
  'reconcile', 'plan-4', 2, 'digest', 'running', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:10:00');
insert into step (job_id, step_id, position, capability, after_steps, delegates, state, plan_step)
  values ('4', 'rates', 0, 'fx.rates@1', '', '', 'waiting', 'rates');
insert into step_input values ('4', 'rates', '{}');
