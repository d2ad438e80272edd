insert into agent_name values ('bailiwick.example', 'service/a23456789012345678901234567890123456789012345678901234567890123', 1, 'Treasury',
  timestamp '2026-01-01 00:00:00', 'officer-1');
