insert into foreign_identifier values ('did:web:rates.example', 'partner.example', 'urn:uuid:01890000-0000-7000-8000-000000000002', 0,
  timestamp '2026-02-01 00:00:00');
insert into foreign_identifier values ('spiffe://partner.example/agent/rates', 'partner.example',
  'urn:uuid:01890000-0000-7000-8000-000000000002', 0, null);
