insert into revocation_schedule values ('01890000-0000-7000-8000-000000000001', 'decommissioning', 'owner:Treasury',
  timestamp '2026-02-01 00:00:00', 'contract ends', 'officer-1', timestamp '2026-01-01 14:00:00.000001');
insert into revocation_schedule_end values ('01890000-0000-7000-8000-000000000001', 'cancelled', '', 'officer-2', timestamp '2026-01-02 00:00:00');
