insert into token (jti, kind, grant_issuer, grant_jti, grant_sha256, grant_key_sha256, caller, caller_kind, scope, issued_at, expires_at)
  values ('access-28', 'access', 'https://as.partner.example', 'grant-28', 'digest', 'key-digest', 'spiffe://partner.example/agent/buyer', 'agent', 'fx.rates@1',
  timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:05:00');
