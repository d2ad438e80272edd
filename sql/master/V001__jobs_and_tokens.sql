-- The Master Agent's database: tokens with their ancestors, jobs with their steps and attempts.
-- Common dialect of H2 2.x and PostgreSQL 15+. Times are UTC.

create table audit_entry (
  chain         varchar(100)  not null,
  seq           bigint        not null,
  at            timestamp(6)  not null,
  request_id    varchar(64)   not null,
  event         varchar(100)  not null,
  outcome       varchar(8)    not null,
  check_name    varchar(100)  not null,
  subject       varchar(2048) not null,
  resource      varchar(2048) not null,
  details       text          not null,
  previous_hash bytea         not null,
  hash          bytea         not null,
  constraint audit_entry_pk primary key (chain, seq),
  constraint audit_entry_outcome check (outcome in ('GRANTED', 'DENIED', 'DONE', 'FAILED'))
);

create table lease (
  name       varchar(64)  not null,
  holder     varchar(100) not null,
  expires_at timestamp(6) not null,
  constraint lease_pk primary key (name)
);

-- A JWT grant counts once: the primary key decides between two that arrive together, on any node.
create table grant_use (
  issuer     varchar(1024) not null,
  jti        varchar(255)  not null,
  expires_at timestamp(6)  not null,
  primary key (issuer, jti)
);
create index grant_use_expiry on grant_use (expires_at);

-- Every token names what it came from. kind: access, job, step, replacement.
-- A row of kind 'job' stands for the transaction itself: no token of it leaves, so it has no digest.
create table token (
  jti           varchar(64)   not null primary key,
  kind          varchar(16)   not null,
  parent_jti    varchar(64)   references token (jti),
  grant_issuer  varchar(1024),
  grant_jti     varchar(255),
  grant_sha256  varchar(64),
  grant_actor   text,
  caller        varchar(2048) not null,
  caller_serial varchar(64)   not null,
  holder        varchar(2048),
  job_id        varchar(36),
  step_id       varchar(64),
  scope         text          not null,
  issued_at     timestamp(6)  not null,
  expires_at    timestamp(6)  not null,
  token_sha256  varchar(64)
);
create index token_caller on token (caller, caller_serial);
create index token_parent on token (parent_jti);
create index token_expiry on token (expires_at);

-- Ending a token is an insert; what descends from it ends with it.
create table token_end (
  jti      varchar(64)  not null primary key references token (jti),
  ended_at timestamp(6) not null,
  reason   varchar(100) not null
);

-- state: running, done, failed, cancelled
create table job (
  job_id             varchar(36)   not null primary key,
  txn                varchar(36)   not null unique,
  caller             varchar(2048) not null,
  caller_serial      varchar(64)   not null,
  caller_certificate bytea         not null,
  principal          varchar(2048) not null,
  access_jti         varchar(64)   not null references token (jti),
  root_jti           varchar(64)   not null references token (jti),
  purpose            varchar(200)  not null,
  request            text          not null,
  request_sha256     varchar(64)   not null,
  idempotency_key    varchar(255),
  state              varchar(16)   not null,
  reason             varchar(1000),
  created_at         timestamp(6)  not null,
  deadline           timestamp(6)  not null,
  ended_at           timestamp(6),
  unique (caller, idempotency_key)
);
create index job_state on job (state);

-- state: waiting, running, done, failed, cancelled
create table step (
  job_id      varchar(36)  not null references job (job_id),
  step_id     varchar(64)  not null,
  position    int          not null,
  capability  varchar(200) not null,
  after_steps text         not null,
  delegates   text         not null,
  state       varchar(16)  not null,
  agent_id    varchar(64),
  agent       varchar(2048),
  result      text,
  reason      varchar(1000),
  ended_at    timestamp(6),
  primary key (job_id, step_id)
);

-- Written before the agent is called. state: running, done, failed, cancelled
create table attempt (
  job_id     varchar(36)   not null,
  step_id    varchar(64)   not null,
  number     int           not null,
  agent      varchar(2048) not null,
  serial     varchar(64)   not null,
  token_jti  varchar(64)   not null references token (jti),
  state      varchar(16)   not null,
  started_at timestamp(6)  not null,
  ended_at   timestamp(6),
  reason     varchar(1000),
  primary key (job_id, step_id, number),
  foreign key (job_id, step_id) references step (job_id, step_id)
);
