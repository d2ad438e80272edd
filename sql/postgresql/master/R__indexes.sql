-- H2 has an index for each foreign key. Without these, each job or token that is deleted would have all rows looked through that may refer to it.
create index if not exists job_access on job (access_jti);
create index if not exists job_root on job (root_jti);
create index if not exists job_plan_id on job (plan_id);
create index if not exists attempt_token on attempt (token_jti);
