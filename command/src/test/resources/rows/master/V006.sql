insert into lease (name, holder, expires_at, fence) values ('job/2', 'domain/1', timestamp '2026-01-01 00:01:00', 7);
insert into job (job_id, txn, caller, caller_serial, caller_certificate, principal, access_jti, root_jti, purpose, request, request_octets,
  request_sha256, state, created_at, deadline, revision)
  values ('6', 'txn-6', 'spiffe://partner.example/agent/buyer', '0b', cast('certificate' as bytea), 'alice', 'access-1', 'access-1',
  'reconcile', '{}', 2, 'digest', 'running', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:10:00', 1);
insert into page_token_key values ('current', cast('secret' as bytea));
insert into policy_version values (21, 'digest', timestamp '2026-01-01 00:01:00');
