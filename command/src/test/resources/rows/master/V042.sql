insert into granted_question values ('access-1', 'spiffe://partner.example/agent/buyer', repeat('a', 64), timestamp '2026-01-01 00:05:00', '{"action":"admit"}');
