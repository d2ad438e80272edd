insert into feed_receiver values ('ars', 'spiffe://bailiwick.example/node/domain', 1, timestamp '2026-01-01 12:00:00');
