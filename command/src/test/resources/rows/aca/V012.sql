insert into user_withdrawal values ('event', 'user', 'https://idp.example', 'alice', 'account-disabled', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:01');
