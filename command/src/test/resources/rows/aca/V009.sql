insert into records_archive values (1, 'statement', timestamp '2027-01-01 00:00:00');
