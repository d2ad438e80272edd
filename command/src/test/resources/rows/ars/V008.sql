insert into exported_agent values ('partner.example', 'urn:uuid:01890000-0000-7000-8000-000000000001');
insert into mirror values ('partner.example', '0123456789abcdef.7.7', 1, true, 1, timestamp '2026-01-01 00:00:05');
insert into foreign_agent values ('partner.example', 'urn:uuid:01890000-0000-7000-8000-000000000002', 1, timestamp '2027-01-01 00:00:00',
  '{"id":"urn:uuid:01890000-0000-7000-8000-000000000002"}');
insert into foreign_capability values ('partner.example', 'urn:uuid:01890000-0000-7000-8000-000000000002', 'fx.rates');
