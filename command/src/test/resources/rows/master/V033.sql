insert into approval values ('00000000-0000-0000-0000-000000000033', 'release', '2', 'rates', 'fx.rates@1', 'agent', 0, repeat('a', 64), repeat('b', 64),
  'spiffe://partner.example/agent/buyer', 2, timestamp '2026-01-01 00:02:00', timestamp '2026-01-01 01:00:00', '{"capability":"fx.rates@1","input":null,"results":{}}');
insert into approval_decision values ('00000000-0000-0000-0000-000000000033', 'spiffe://bailiwick.example/operator/officer-1', 'approve', 'seen', null, timestamp '2026-01-01 00:03:00');
update step set state = 'waiting-for-approval' where job_id = '2' and step_id = 'rates';
