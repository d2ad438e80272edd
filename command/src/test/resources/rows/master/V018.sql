insert into wrapping_key values ('current', 'secrets-0123456789abcdef', timestamp '2026-01-01 00:00:00');
insert into wrapped_secret values ('account/fedcba9876543210', 'secrets-0123456789abcdef', cast('wrapped' as bytea), timestamp '2026-04-01 00:00:00');
