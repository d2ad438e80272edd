insert into push_configuration values ('2/2', '2', '2', repeat('a', 64), repeat('b', 64), 'https://agents.partner.example:443', 'push/2/2/00000000-0000-0000-0000-000000000035', 'rates', 1,
  timestamp '2026-01-01 00:02:00', timestamp '2026-01-01 00:04:00', 1, 'fetch-timeout');
