insert into grant_use values ('https://as.example', 'grant-7', timestamp '2026-01-01 00:00:00');
