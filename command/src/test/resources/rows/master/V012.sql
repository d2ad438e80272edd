insert into failed_attempt (counter, failures, started_at) values ('account:reporting', 3, timestamp '2026-01-01 00:03:00');
