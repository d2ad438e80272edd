-- Enrolments that officers have to approve first. What happens to one is a row of its own; all three go when it has long ended.

create table waiting_enrolment (
  waiting_id     varchar(36)    not null,
  request_digest varchar(64)    not null,
  applicant      varchar(64)    not null,
  agent          varchar(2048)  not null,
  profile        varchar(255)   not null,
  owner          varchar(200)   not null,
  requester      varchar(2048)  not null,
  dossier        varchar(65536) not null,
  approvers      integer        not null,
  asked_at       timestamp(6)   not null,
  expires_at     timestamp(6)   not null,
  primary key (waiting_id),
  constraint waiting_enrolment_approvers check (approvers in (1, 2))
);
create index waiting_enrolment_expiry on waiting_enrolment (expires_at);

create table enrolment_approval (
  waiting_id  varchar(36)  not null,
  officer     varchar(512) not null,
  approved_at timestamp(6) not null,
  primary key (waiting_id, officer),
  foreign key (waiting_id) references waiting_enrolment (waiting_id)
);

create table waiting_enrolment_end (
  waiting_id varchar(36)   not null,
  outcome    varchar(16)   not null,
  ended_by   varchar(2048) not null,
  ended_at   timestamp(6)  not null,
  issuer_id  varchar(64),
  serial     varchar(40),
  primary key (waiting_id),
  foreign key (waiting_id) references waiting_enrolment (waiting_id),
  constraint waiting_enrolment_outcome check (outcome in ('issued', 'rejected', 'expired'))
);
create index waiting_enrolment_end_age on waiting_enrolment_end (ended_at);
