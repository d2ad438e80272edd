insert into lease values ('revocation-schedules', 'authority', timestamp '2026-01-01 00:02:00');
