insert into access_request values ('00000000-0000-0000-0000-000000000040', '00000000-0000-0000-0000-000000000041', 'spiffe://bailiwick.example/service/records-1', 'records',
  '{"action":{"name":"write"},"context":{},"resource":{"id":"record-2","type":"record"},"subject":{"id":"alice","type":"user"}}', repeat('a', 64), 'record-is-archived', 'a reason', null,
  timestamp '2026-01-01 00:00:40', timestamp '2026-01-04 00:00:40', repeat('b', 64), repeat('c', 64), 'approve', 'spiffe://bailiwick.example/operator/officer-1', 'seen',
  timestamp '2026-01-01 00:01:00', null, null, null, timestamp '2026-01-01 00:02:00', 'spiffe://bailiwick.example/operator/officer-2');
