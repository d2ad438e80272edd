insert into dpop_proof values ('digest', timestamp '2026-01-01 00:02:30');
insert into dpop_nonce_key values ('current', cast('secret' as bytea));
insert into token (jti, kind, caller, caller_kind, scope, issued_at, expires_at)
  values ('access-10', 'access', 'spiffe://partner.example/agent/buyer', 'client', 'fx.rates@1', timestamp '2026-01-01 00:00:00',
  timestamp '2026-01-01 00:05:00');
