insert into account (name, kind, method, owner, scope, created_at, created_by, expires_at) values ('signer', 'service', 'shared-secret', 'Finance',
  'fx.rates@1', timestamp '2026-01-01 00:00:00', 'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-07-01 00:00:00');
insert into account_secret (secret_id, account, created_at, expires_at) values ('fedcba9876543210', 'signer', timestamp '2026-01-01 00:00:00',
  timestamp '2026-04-01 00:00:00');
