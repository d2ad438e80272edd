-- What the runtime role may do in the registry's database; `migrate` runs this as the owner whenever the text or the role's name changes.
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

-- A record follows its agent's credential; name, identifier and first registration stay, and no record goes.
grant select, insert, update (owner, locator, validation_methods, principal_kind, principal_issuer, principal_subject, issuer_id, serial,
  not_before, not_after, credential, state, state_since, revision, returns_to, state_reason, state_text, changes) on agent to "${runtime-user}";
grant select, insert, delete on agent_capability to "${runtime-user}";

-- What became of a record stays as it was written; the oldest rows of a record go when it has many.
grant select, insert, delete on agent_history to "${runtime-user}";

-- What an agent says of itself follows the agent.
grant select, insert, update (owner, updated_at, revision, document) on agent_description to "${runtime-user}";
grant select, insert, update (at, ttl_seconds, load_percent, batch), delete on agent_heartbeat to "${runtime-user}";

-- Another identifier of an agent goes with what showed it, and with the agent.
grant select, insert, update (agent_id, owner, shown, since, counts_until, shown_by, evidence), delete on agent_identifier to "${runtime-user}";
-- What was told to partners stays; what partners told goes with their agreement.
grant select, insert on exported_agent to "${runtime-user}";
grant select, insert, update (position, generation, complete, agents, as_of, with_identifiers), delete on mirror to "${runtime-user}";
grant select, insert, update (generation, expires_at, document), delete on foreign_agent to "${runtime-user}";
grant select, insert, delete on foreign_capability to "${runtime-user}";
grant select, insert, update (agent_id, counts_until), delete on foreign_identifier to "${runtime-user}";

-- Its one row is made by the migration.
grant select, update (revision, mark) on registry_revision to "${runtime-user}";

-- The number of an owner's listed agents follows its agents.
grant select, insert, update (listed) on owner_agents to "${runtime-user}";

-- Kept until their time is over.
grant select, insert, delete on proof_use to "${runtime-user}";

-- Made once.
grant select, insert on page_token_key to "${runtime-user}";

-- Who does periodic work. `select … for update` asks for the right to update a column.
grant select, insert, update (holder, expires_at, fence) on lease to "${runtime-user}";

-- A stream of events says what its receiver has; it goes with its receiver.
grant select, insert, update (certificate, validated_by, method, origin, secret_name, events, description, state, reason, position, ahead,
  verification_id, verification_state, verified_at, seen_at, changed_at), delete on event_stream to "${runtime-user}";

-- Secrets go with what they are for; the label of their key is made once.
grant select, insert, delete on wrapped_secret to "${runtime-user}";
grant select, insert on wrapping_key to "${runtime-user}";
