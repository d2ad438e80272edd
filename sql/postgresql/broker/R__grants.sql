-- What the runtime role may do in the broker's database; `migrate` runs this as the owner whenever the text or the role's name changes.
-- It begins with taking everything away, so these lines are all that holds. A table without a line cannot even be read.
revoke all on database "${flyway:database}" from public, "${runtime-user}";
revoke all on schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all tables in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all sequences in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
grant connect on database "${flyway:database}" to "${runtime-user}";
grant usage on schema "${flyway:defaultSchema}" to "${runtime-user}";

-- The audit log: what is written stays; only its end moves.
grant select, insert on audit_entry to "${runtime-user}";
grant select, insert, update (seq, hash) on audit_end to "${runtime-user}";

-- Kept until their time is over.
grant select, insert, delete on answer to "${runtime-user}";
grant select, insert, update (mark, output), delete on attempt to "${runtime-user}";
grant select, insert, update (state, ended_at, ended_by, reported), delete on back_end_lease to "${runtime-user}";

-- Made once.
grant select, insert on wrapping_key to "${runtime-user}";

-- A rotation replaces the wrapped text under the same name.
grant select, insert, update (version, key_label, wrapped, changed_at), delete on secret to "${runtime-user}";
