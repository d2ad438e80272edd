insert into stored_result values ('00000000-0000-0000-0000-000000000036', '2', 'rates', 'spiffe://partner.example/agent/buyer', 12, repeat('a', 64), true, timestamp '2026-01-01 00:04:00');
insert into result_piece values ('00000000-0000-0000-0000-000000000036', 0, cast('{"rates":[1]}' as bytea));
