insert into status_list values (5000000001, timestamp '2026-01-01 12:00:00', timestamp '2026-01-03 00:00:00');
insert into token_place values ('access-1', 5000000001, 7);
