-- How often the secrets of an account, or a source address, have failed of late, counted by all nodes together
-- (docs/decisions/0073-slowing-of-guesses.md).
create table failed_attempt (
  counter    varchar(400) not null primary key,
  failures   int          not null,
  started_at timestamp(6) not null
);
create index failed_attempt_started on failed_attempt (started_at);
