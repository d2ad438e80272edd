insert into audit_entry values ('domain/master', 1, timestamp '2026-01-01 00:00:00.000001', 'request-1', 'job.accepted', 'DONE', '',
  'spiffe://partner.example/agent/buyer', 'job', '{}', cast('before' as bytea), cast('after' as bytea));
insert into lease values ('job/1', 'domain', timestamp '2026-01-01 00:01:00');
insert into grant_use values ('https://as.partner.example', 'grant-1', timestamp '2026-01-01 00:05:00');
insert into token values ('access-1', 'access', null, 'https://as.partner.example', 'grant-1', 'digest', null, 'spiffe://partner.example/agent/buyer',
  '0b', null, null, null, 'fx.rates@1', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:05:00.123456', 'digest');
insert into token_end values ('access-1', timestamp '2026-01-01 00:04:00', 'revoked');
insert into job values ('1', 'txn-1', 'spiffe://partner.example/agent/buyer', '0b', cast('certificate' as bytea), 'alice', 'access-1', 'access-1',
  'reconcile', '{}', 'digest', 'key-1', 'done', null, timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:10:00', timestamp '2026-01-01 00:01:00');
insert into step values ('1', 'rates', 0, 'fx.rates@1', '', '', 'done', 'agent', 'spiffe://bailiwick.example/agent/a', '{}', null,
  timestamp '2026-01-01 00:01:00');
insert into attempt values ('1', 'rates', 1, 'spiffe://bailiwick.example/agent/a', '0a', 'access-1', 'done', timestamp '2026-01-01 00:00:30',
  timestamp '2026-01-01 00:01:00', null);
