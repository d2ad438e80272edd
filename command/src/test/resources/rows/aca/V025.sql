insert into revocation_proposal values ('01890000-0000-7000-8000-000000000015', 'issuer-rotated', 'issuer:issuing-1', 'nobody looked', 'officer-1',
  timestamp '2026-01-01 17:00:00.000001', 'policy');
insert into revocation_proposal_end values ('01890000-0000-7000-8000-000000000015', 'expired', 'authority', timestamp '2026-01-04 18:00:00');
