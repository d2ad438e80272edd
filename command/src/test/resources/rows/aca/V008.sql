insert into crl_part values ('issuing-1', 0, 1, 1, cast('crl' as bytea));
