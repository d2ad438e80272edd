insert into status_list values (5000000001, timestamp '2027-01-01 00:00:00', timestamp '2027-01-02 12:00:00');
insert into wit values ('listed', 'issuing-1', '01', 'key', 'digest', timestamp '2027-01-01 00:00:00', timestamp '2027-01-01 01:00:00', 5000000001, 7);
