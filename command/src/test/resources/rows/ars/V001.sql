insert into audit_entry values ('domain/ars', 1, timestamp '2026-01-01 00:00:00.000001', 'request-1', 'agent.registered', 'DONE', '',
  'spiffe://bailiwick.example/agent/a', 'agent', '{}', cast('before' as bytea), cast('after' as bytea));
insert into lease values ('sweep', 'domain', timestamp '2026-01-01 00:01:00');
insert into agent values ('urn:uuid:01890000-0000-7000-8000-000000000001', 'spiffe://bailiwick.example/agent/a', 'Treasury', 'https://a.example',
  'mtls', 'PERSON', 'https://idp.example', 'alice', 'issuing-1', '0a', timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00.123456',
  cast('certificate' as bytea), timestamp '2026-01-01 00:00:02', 'LISTED', timestamp '2026-01-01 00:00:02');
insert into agent_capability values ('urn:uuid:01890000-0000-7000-8000-000000000001', 'fx.rates@1', 'fx.rates@1');
