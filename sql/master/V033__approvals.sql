-- Steps about which people decide (docs/decisions/0100-approvals.md). A row is a question about one step and is never changed; approval_id is the first half of
-- the digest of all columns but parameters, which are the JSON text of what the callee is sent. kind: release, or outcome of
-- the attempt whose answer was lost.
create table approval (
  approval_id  varchar(36)   not null,
  kind         varchar(16)   not null,
  job_id       varchar(36)   not null references job (job_id),
  step_id      varchar(64)   not null,
  capability   varchar(200)  not null,
  callee_kind  varchar(16)   not null,
  attempt      int           not null,
  plan_sha256  varchar(64)   not null,
  input_sha256 varchar(64)   not null,
  requester    varchar(2048) not null,
  approvers    int           not null,
  asked_at     timestamp(6)  not null,
  expires_at   timestamp(6)  not null,
  parameters   text,
  constraint approval_pk primary key (approval_id)
);
create unique index approval_of_step on approval (job_id, step_id, kind);
create index approval_asked on approval (asked_at desc, approval_id desc);
create index approval_job_asked on approval (job_id desc, asked_at desc, approval_id desc);

-- What one person decided; a person counts once. output: what work has answered of which the answer was lost.
create table approval_decision (
  approval_id varchar(36)   not null references approval (approval_id),
  approver    varchar(2048) not null,
  decision    varchar(16)   not null,
  comment     varchar(500),
  output      text,
  decided_at  timestamp(6)  not null,
  constraint approval_decision_pk primary key (approval_id, approver)
);

-- The states waiting-for-approval and waiting-for-outcome are longer than the others.
alter table step alter column state set data type varchar(32);
