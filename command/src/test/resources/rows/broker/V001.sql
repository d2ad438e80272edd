insert into audit_entry values ('broker', 1, timestamp '2026-01-01 00:00:00', 'request-1', 'order.accepted', 'GRANTED', '', 'spiffe://bailiwick.example/agent/a', 'orders-db', '{}', cast('before' as bytea), cast('hash' as bytea));
insert into audit_end values ('broker', 1, cast('hash' as bytea));
insert into answer values ('job-1/a', 'digest', '{}', timestamp '2026-01-01 00:00:01');
insert into attempt values ('job-1/b', 'digest', timestamp '2026-01-01 00:00:01', '', '');
insert into back_end_lease values ('5f1f0e7c-9a4b-4a0e-8a33-6c1f2c1d0001', 'txn-1', 'job-1', 'a', 'job-1/a', 'digest', 'spiffe://bailiwick.example/node/domain', 'orders-db', 'database', 'bw_00', 'ENDED', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:20', timestamp '2026-01-01 00:00:01');
insert into wrapping_key values ('current', 'secrets-00', timestamp '2026-01-01 00:00:00');
insert into secret values ('orders-db-admin', 1, 'secrets-00', cast('wrapped' as bytea), timestamp '2026-01-01 00:00:00');
