-- Where callers by A2A want to be told of their tasks (docs/decisions/0108-push-notifications.md). The URL and the credentials are in wrapped_secret, under
-- secret_name, which begins with push/ and push_id. owner and target are digests, of the caller and of the caller with the origin. sent_steps: the ids of the steps whose artifacts were sent,
-- with spaces between them. A row goes when the end of its task was sent or given up, and with its job.
create table push_configuration (
  push_id     varchar(128) not null,
  job_id      varchar(36)  not null references job (job_id) on delete cascade,
  config_id   varchar(64)  not null,
  owner       varchar(64)  not null,
  target      varchar(64)  not null,
  origin      varchar(300) not null,
  secret_name varchar(200) not null,
  sent_steps  text         not null,
  sent_count  int          not null,
  created_at  timestamp(6) not null,
  due_at      timestamp(6) not null,
  tries       int          not null,
  last_reason varchar(100),
  constraint push_configuration_pk primary key (push_id)
);
create index push_configuration_job on push_configuration (job_id);
create index push_configuration_owner on push_configuration (owner);
create index push_configuration_due on push_configuration (due_at);
