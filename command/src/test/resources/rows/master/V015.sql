insert into refresh_token values ('token-digest', 'session-1', null, 'thumbprint', timestamp '2026-01-01 10:00:00');
