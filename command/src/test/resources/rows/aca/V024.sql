insert into issuance (issuer_id, serial, profile, agent, owner, verdict, public_key_sha256, crl_shard, not_before, not_after, tbs, request_id, reserved_at)
  values ('issuing-1', '0c', 'agent-default', 'spiffe://bailiwick.example/agent/a', 'Treasury', 'affirming', 'key-3', 0,
  timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00', cast('tbs' as bytea), 'request-3', timestamp '2026-01-01 00:00:00');
