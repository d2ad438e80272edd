insert into account (name, kind, method, owner, scope, created_at, created_by, expires_at) values ('reporting', 'service', 'api-key', 'Finance',
  'fx.rates@1', timestamp '2026-01-01 00:00:00', 'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-07-01 00:00:00');
insert into account (name, kind, method, owner, scope, peer, created_at, created_by, expires_at, withdrawn_at, withdrawn_by) values ('scanner', 'device',
  'password', 'Stores', 'fx.rates@1', 'spiffe://bailiwick.example/device/scanner', timestamp '2026-01-01 00:00:00',
  'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-07-01 00:00:00', timestamp '2026-02-01 00:00:00',
  'spiffe://bailiwick.example/operator/officer/officer-2');
insert into account_secret (secret_id, account, digest, created_at, expires_at) values ('0123456789abcdef', 'reporting',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', timestamp '2026-01-01 00:00:00', timestamp '2026-04-01 00:00:00');
