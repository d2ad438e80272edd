insert into revocation_proposal values ('01890000-0000-7000-8000-000000000003', 'issuer-rotated', 'issuer:issuing-1', 'new issuer is up', 'officer-1',
  timestamp '2026-01-01 17:00:00.000001');
insert into revocation_proposal_end values ('01890000-0000-7000-8000-000000000003', 'rejected', 'officer-2', timestamp '2026-01-01 18:00:00');
