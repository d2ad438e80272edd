insert into token (jti, kind, caller, caller_kind, scope, issued_at, expires_at)
  values ('access-2', 'access', 'https://idp.example#alice', 'person', 'fx.rates@1', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:05:00');
insert into job (job_id, txn, caller, caller_kind, principal, access_jti, root_jti, purpose, request, request_octets, request_sha256, owner_key, state,
  created_at, deadline)
  values ('3', 'txn-3', 'https://idp.example#alice', 'person', 'https://idp.example#alice', 'access-2', 'access-2', 'reconcile', '{}', 2, 'digest',
  'digest-of-owner-and-key', 'running', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:10:00');
