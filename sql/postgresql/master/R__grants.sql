-- What the runtime role may do in the Master Agent's database; `migrate` runs this as the owner whenever the text or the role's name changes.
-- It begins with taking everything away, so these lines are all that holds. A table without a line cannot even be read.
revoke all on database "${flyway:database}" from public, "${runtime-user}";
revoke all on schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all tables in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all sequences in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
grant connect on database "${flyway:database}" to "${runtime-user}";
grant usage on schema "${flyway:defaultSchema}" to "${runtime-user}";

-- Tokens, their ends and the audit log: what is written stays.
grant select, insert on audit_entry to "${runtime-user}";
grant select, insert on policy_version to "${runtime-user}";
grant select, insert on token to "${runtime-user}";
grant select, insert on token_end to "${runtime-user}";

-- What was asked and who was called stays; how far it got changes. A job whose caller was told of a failure gives its Idempotency-Key back.
grant select, insert, update (state, reason, ended_at, idempotency_key, revision) on job to "${runtime-user}";
grant select, insert, update (state, agent_id, agent, result, reason, ended_at) on step to "${runtime-user}";
grant select, insert, update (state, ended_at, reason) on attempt to "${runtime-user}";

-- Its one row is made by the migration.
grant select, update (revision) on job_revision to "${runtime-user}";

-- Kept until their time is over.
grant select, insert, delete on grant_use to "${runtime-user}";

-- A node renews the announcement of its key; those of nodes that have gone are deleted.
grant select, insert, update (announcement, published_from, valid_until), delete on token_key to "${runtime-user}";

-- Who runs a job or does periodic work; those of ended jobs go. `select … for update` asks for the right to update a column.
grant select, insert, update (holder, expires_at, fence), delete on lease to "${runtime-user}";
