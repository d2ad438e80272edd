-- A plan is a row of its own: what a job does, with a signed statement of the Master Agent that it accepted this plan for this job.
-- content: canonical JSON (RFC 8785) of that version; sha256: its digest in hex; signature: a compact JWS; origin: what made the plan.
create table plan (
  plan_id   varchar(36)   not null primary key,
  version   int           not null,
  origin    varchar(2100) not null,
  content   text          not null,
  sha256    varchar(64)   not null,
  signature text          not null,
  made_at   timestamp(6)  not null
);

-- Jobs from before have no plan; those that had not ended are not continued. Their whole request stays until it is deleted; new jobs store none.
alter table job add column plan_id varchar(36);
alter table job add constraint job_plan foreign key (plan_id) references plan (plan_id);
alter table job alter column request drop not null;

-- A job's step is an instance of a step of its plan.
alter table step add column plan_step varchar(64);

-- What the agent of a step is given, apart from the step, so that it can be deleted earlier.
create table step_input (
  job_id  varchar(36) not null,
  step_id varchar(64) not null,
  input   text        not null,
  primary key (job_id, step_id),
  foreign key (job_id, step_id) references step (job_id, step_id)
);

-- What is old is found by these, however many rows there are. Inputs and results of a job go before its row.
alter table job add column texts_deleted_at timestamp(6);
create index job_texts on job (texts_deleted_at, ended_at);
create index job_ended on job (ended_at);
create index token_job on token (job_id);
drop index token_expiry;
create index token_expiry on token (expires_at, jti);
