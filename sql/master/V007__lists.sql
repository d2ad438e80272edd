-- The orders in which officers and auditors list jobs and tokens (docs/decisions/0065-lists.md). H2 reads an index in its own order only.
create index job_created on job (created_at desc, job_id desc);
create index job_caller_created on job (caller desc, created_at desc, job_id desc);
create index job_state_created on job (state desc, created_at desc, job_id desc);
create index token_issued on token (issued_at desc, jti desc);
create index token_caller_issued on token (caller desc, issued_at desc, jti desc);
create index token_job_issued on token (job_id desc, issued_at desc, jti desc);
