insert into token_key values ('domain', 'key-1', 'a.b.c', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 01:00:00');
