insert into agent_identifier values ('did:web:rates.example', 'did-web', 'urn:uuid:01890000-0000-7000-8000-000000000001', 'Treasury', 'PROVED',
  timestamp '2026-01-01 00:00:05', timestamp '2026-01-31 00:00:05', 'spiffe://bailiwick.example/agent/rates', 'document');
