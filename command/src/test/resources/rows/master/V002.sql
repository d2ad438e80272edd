insert into job (job_id, txn, caller, caller_serial, caller_certificate, principal, access_jti, root_jti, purpose, request, request_octets,
  request_sha256, state, created_at, deadline)
  values ('2', 'txn-2', 'spiffe://partner.example/agent/buyer', '0b', cast('certificate' as bytea), 'alice', 'access-1', 'access-1',
  'reconcile', '{}', 2, 'digest', 'running', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:10:00');
