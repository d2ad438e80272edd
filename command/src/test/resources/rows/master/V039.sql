insert into enforcement_point values ('nginx-1', 'spiffe://bailiwick.example/service/nginx-1', 'domain', timestamp '2026-01-01 00:00:39', '00000000-0000-0000-0000-000000000039/39', 39,
  '0000000000000000000000000000000000000000000000000000000000000039', null, 3, 9, 0);
