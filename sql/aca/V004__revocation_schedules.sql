-- Revocations that are due at a time. Insert-only: that one was executed, refused or cancelled is a row of its own.

create table revocation_schedule (
  schedule_id  varchar(36)   not null,
  trigger_name varchar(22)   not null,
  subject      varchar(2048) not null,
  due_at       timestamp(6)  not null,
  circumstances varchar(1000) not null,
  ordered_by   varchar(2048) not null,
  ordered_at   timestamp(6)  not null,
  primary key (schedule_id)
);
create index revocation_schedule_due on revocation_schedule (due_at);

create table revocation_schedule_end (
  schedule_id varchar(36)   not null,
  outcome     varchar(16)   not null,
  check_name  varchar(100)  not null,
  ended_by    varchar(2048) not null,
  ended_at    timestamp(6)  not null,
  primary key (schedule_id),
  foreign key (schedule_id) references revocation_schedule (schedule_id),
  constraint revocation_schedule_outcome check (outcome in ('executed', 'refused', 'cancelled'))
);
