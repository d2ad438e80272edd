insert into agent_history values ('urn:uuid:01890000-0000-7000-8000-000000000001', 1, timestamp '2026-01-01 00:00:02', 'QUARANTINED', 'quarantined',
  'answers with strange rates', 'spiffe://bailiwick.example/operator/officer/officer-1', '0a');
insert into agent_description values ('urn:uuid:01890000-0000-7000-8000-000000000001', 'Treasury', timestamp '2026-01-01 00:00:03', 4, '{"title":"Rates"}');
insert into agent_heartbeat values ('urn:uuid:01890000-0000-7000-8000-000000000001', timestamp '2026-01-01 00:00:04', 60, 10, 1);
