-- What the runtime role may do in the Master Agent's database; `migrate` runs this as the owner whenever the text or the role's name changes.
-- It begins with taking everything away, so these lines are all that holds. A table without a line cannot even be read.
revoke all on database "${flyway:database}" from public, "${runtime-user}";
revoke all on schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all tables in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all sequences in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
grant connect on database "${flyway:database}" to "${runtime-user}";
grant usage on schema "${flyway:defaultSchema}" to "${runtime-user}";

-- The audit log: what is written stays.
grant select, insert on audit_entry to "${runtime-user}";
grant select, insert on policy_version to "${runtime-user}";

-- A bundle stays as it came; it is marked when it comes in force, and deleted long after another has. A node changes what it says of itself.
grant select, insert, update (in_force_at), delete on policy_bundle to "${runtime-user}";
grant select, insert, delete on policy_bundle_piece to "${runtime-user}";
grant select, insert, update (number, digest, signed, since, refused) on policy_node to "${runtime-user}";

-- Tokens, their ends and plans never change, and are deleted after their retention.
grant select, insert, delete on token to "${runtime-user}";
grant select, insert, delete on token_end to "${runtime-user}";
-- Goes with its token, by the foreign key.
grant select, insert on authorization_context to "${runtime-user}";
grant select, insert, update (ended_at, end_reason) on back_end_lease to "${runtime-user}";
grant select, insert, delete on plan to "${runtime-user}";
grant select, insert, delete on step_input to "${runtime-user}";

-- What was asked and who was called never changes; how far it got does. A job whose caller was told of a failure gives its Idempotency-Key back.
-- The rows are deleted after their retention, and the request of a job from before plans earlier.
grant select, insert, update (state, reason, ended_at, idempotency_key, owner_key, request, texts_deleted_at, revision), delete on job to "${runtime-user}";
grant select, insert, update (state, agent_id, agent, result, reason, ended_at), delete on step to "${runtime-user}";
grant select, insert, update (state, ended_at, reason, status_url), delete on attempt to "${runtime-user}";

-- A result in pieces never changes; its length and digest come with the end of its step.
grant select, insert, update (octets, sha256, linked), delete on stored_result to "${runtime-user}";
grant select, insert, delete on result_piece to "${runtime-user}";

-- What people are asked and what they decide never changes; the parameters that they are shown go with the inputs of the job.
grant select, insert, update (parameters), delete on approval to "${runtime-user}";
grant select, insert, delete on approval_decision to "${runtime-user}";

-- What an enforcement point has requested never changes; what a person has decided, or an end, is added once.
grant select, insert, update (decision, approver, comment, decided_at, session_id, sign_in, cancelled_at, revoked_at, revoked_by), delete on access_request to "${runtime-user}";

-- What an ending causes never changes; how far it got does. The rows go some time after they are over.
grant select, insert, update (due_at, tries, last_reason, over_at, outcome), delete on ending_act to "${runtime-user}";

-- Where a client is told of its task never changes; how far that got does. A row goes with its end.
grant select, insert, update (sent_steps, sent_count, due_at, tries, last_reason), delete on push_configuration to "${runtime-user}";

-- What an account may do never changes; it is withdrawn, and its secrets end earlier when they are rotated. The rows stay.
grant select, insert, update (withdrawn_at, withdrawn_by) on account to "${runtime-user}";
grant select, insert, update (expires_at) on account_secret to "${runtime-user}";

-- Kept until their time is over.
grant select, insert, update (failures, started_at), delete on failed_attempt to "${runtime-user}";

-- Wrapped secrets never change, and go when they are over.
grant select, insert, delete on wrapped_secret to "${runtime-user}";

-- Its one row is made by the migration.
grant select, update (revision) on job_revision to "${runtime-user}";

-- The first node that needs one of these keys makes it.
grant select, insert on dpop_nonce_key to "${runtime-user}";
grant select, insert on page_token_key to "${runtime-user}";
grant select, insert on wrapping_key to "${runtime-user}";

-- Kept until their time is over.
grant select, insert, delete on dpop_proof to "${runtime-user}";
grant select, insert, delete on grant_end to "${runtime-user}";
grant select, insert, delete on grant_use to "${runtime-user}";
grant select, insert, delete on proof_use to "${runtime-user}";
grant select, insert, delete on status_list to "${runtime-user}";

-- Taken by deleting them.
grant select, insert, delete on authorization_request to "${runtime-user}";

-- Who has signed in never changes; what the identity provider says of the person later does. A refresh token never changes.
grant select, insert, update (signed_in, provider_token, checked_at), delete on person_session to "${runtime-user}";
grant select, insert, delete on refresh_token to "${runtime-user}";

-- A node renews the announcement of its key; those of nodes that have gone are deleted.
grant select, insert, update (announcement, published_from, valid_until), delete on token_key to "${runtime-user}";

-- Who runs a job or does periodic work; those of ended jobs go. `select … for update` asks for the right to update a column.
grant select, insert, update (holder, expires_at, fence), delete on lease to "${runtime-user}";

-- Who an enforcement point is never changes; what it has said does.
grant select, insert, update (credential, node, seen_at, last_event, bundle_number, bundle_digest, refused, denials, flows, dropped) on enforcement_point to "${runtime-user}";
-- A source changes what it has reported; rows go some time after their end.
grant select, insert, update (stated, reason, details, reported_at, ends_at, revision), delete on reported_fact to "${runtime-user}";
-- Goes with its token, by the foreign key.
grant select, insert on granted_question to "${runtime-user}";
grant select, insert on token_place to "${runtime-user}";
