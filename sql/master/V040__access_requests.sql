-- Questions of enforcement points that were denied for want of a person's approval (docs/decisions/0115-decision-point.md). What was asked never changes:
-- request_id is the first half of the digest of the columns from evaluation_id to expires_at. question is canonical JSON (RFC 8785); idempotency_key is the
-- digest of asker and key, and body_sha256 of what was posted. The other columns are filled once: the decision of one person, with its sign-in as in
-- approval_decision, and an end before or after it.
create table access_request (
  request_id      varchar(36)   not null,
  evaluation_id   varchar(36)   not null,
  asker           varchar(2048) not null,
  application     varchar(31)   not null,
  question        text          not null,
  question_sha256 varchar(64)   not null,
  reason          varchar(500)  not null,
  justification   varchar(500),
  requested_until timestamp(6),
  asked_at        timestamp(6)  not null,
  expires_at      timestamp(6)  not null,
  idempotency_key varchar(64),
  body_sha256     varchar(64)   not null,
  decision        varchar(16),
  approver        varchar(2048),
  comment         varchar(500),
  decided_at      timestamp(6),
  session_id      varchar(64),
  sign_in         text,
  cancelled_at    timestamp(6),
  revoked_at      timestamp(6),
  revoked_by      varchar(2048),
  constraint access_request_pk primary key (request_id)
);
create unique index access_request_evaluation on access_request (evaluation_id);
create unique index access_request_key on access_request (idempotency_key);
create index access_request_asked on access_request (asked_at desc, request_id desc);
create index access_request_asker on access_request (asker, question_sha256);
