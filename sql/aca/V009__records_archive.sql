-- What left for an archive, an archive a row: the statement is signed by the audit key, and says from where the log and its hashes go on.

create table records_archive (
  number      bigint        not null,
  statement   varchar(8000) not null,
  archived_at timestamp(6)  not null,
  primary key (number)
);
