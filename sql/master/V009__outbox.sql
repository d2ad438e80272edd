-- Work that an ending causes (docs/decisions/0069-work-that-an-ending-causes.md). A row is inserted in the transaction that ends a job, a step or a token, and
-- says what has to be done outside of this database. id names the act, so that it is stored once; parameters is a JSON object without secrets.
-- due_at: when the act is tried next, null once it is over; outcome: done or given-up.
create table ending_act (
  id          varchar(200)   not null primary key,
  kind        varchar(50)    not null,
  job_id      varchar(36),
  step_id     varchar(64),
  token_jti   varchar(64),
  target      varchar(2048)  not null,
  parameters  varchar(16384) not null,
  created_at  timestamp(6)   not null,
  due_at      timestamp(6),
  tries       int            not null,
  last_reason varchar(1000),
  over_at     timestamp(6),
  outcome     varchar(16)
);

-- What is due is found by the first, however many acts there are; the oldest that is not over, and what is old enough to be deleted, by the second.
create index ending_act_due on ending_act (due_at);
create index ending_act_over on ending_act (over_at, created_at);
