insert into back_end_lease values ('00000000-0000-0000-0000-000000000034', 'access-1', 'spiffe://bailiwick.example/agent/broker', 'orders-db', 'orders.insert@1', 'postgresql-role', 'bw_00',
  timestamp '2026-01-01 00:00:10', timestamp '2026-01-01 00:00:40', timestamp '2026-01-01 00:00:11', 'call');
