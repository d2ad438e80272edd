insert into lease (name, holder, expires_at, fence) values ('crl/issuing-1', 'authority/1', timestamp '2026-01-01 00:01:00', 7);
insert into policy_version values (21, 'digest', timestamp '2026-01-01 00:01:00');
