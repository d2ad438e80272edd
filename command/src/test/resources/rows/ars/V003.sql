insert into lease (name, holder, expires_at, fence) values ('expiry', 'domain/1', timestamp '2026-01-01 00:01:00', 7);
insert into proof_use values ('thumbprint', 'proof-1', timestamp '2026-01-01 00:05:00');
insert into page_token_key values ('current', cast('secret' as bytea));
insert into policy_version values (21, 'digest', timestamp '2026-01-01 00:01:00');
