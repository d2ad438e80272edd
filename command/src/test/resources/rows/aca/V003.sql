insert into compromised_key values ('other-key', timestamp '2026-01-01 13:00:00.000001', 'officer-1', 'found in a public repository');
