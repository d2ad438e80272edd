insert into anchor_use values ('anchor', 'aws-document', 'key', timestamp '2027-01-01 00:00:00');
