insert into approval_decision values ('00000000-0000-0000-0000-000000000033', 'https://idp.example#alice', 'approve', null, null, timestamp '2026-01-01 00:04:00',
  'session-1', '{"roles":["treasurer"],"auth_time":1767225600,"acr":"1","amr":["pwd"]}');
