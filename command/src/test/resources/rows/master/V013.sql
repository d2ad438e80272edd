insert into proof_use values ('thumbprint', 'assertion-1', timestamp '2026-01-01 00:05:00');
