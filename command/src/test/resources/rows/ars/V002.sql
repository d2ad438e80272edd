insert into agent values ('urn:uuid:01890000-0000-7000-8000-000000000002', 'spiffe://bailiwick.example/agent/b', 'Treasury', 'https://b.example',
  'mtls', 'PERSON', 'https://idp.example', 'alice', 'issuing-1', '0b', timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00.123456',
  cast('certificate' as bytea), timestamp '2026-01-01 00:00:02', 'LISTED', timestamp '2026-01-01 00:00:02', 3);
insert into owner_agents values ('Audit', 0);
