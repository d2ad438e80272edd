insert into wit_key values ('key', 'wit', cast('key' as bytea), timestamp '2027-01-01 00:00:00', timestamp '2027-01-01 00:00:00');
insert into wit values ('token', 'issuing-1', '01', 'key', 'digest', timestamp '2027-01-01 00:00:00', timestamp '2027-01-01 01:00:00');
