insert into identity_freeze values ('01890000-0000-7000-8000-000000000002', 'spiffe://bailiwick.example/agent/a', 'CN=Maker', '7', '0a', '0b',
  timestamp '2026-01-01 15:00:00.000001');
insert into identity_release values ('01890000-0000-7000-8000-000000000002', 'officer-1', timestamp '2026-01-01 16:00:00', 'restored from a backup');
