insert into policy_bundle values (30, repeat('a', 64), timestamp '2026-01-01 00:00:00', 'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-01-01 00:00:01', 'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-01-01 00:00:02');
insert into policy_bundle_piece values (30, 0, cast('{}' as bytea));
insert into policy_node values ('domain', 30, repeat('a', 64), true, timestamp '2026-01-01 00:00:02', null);
