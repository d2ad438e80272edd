-- What the runtime role may do in the authority's database; `migrate` runs this as the owner whenever the text or the role's name changes.
-- It begins with taking everything away, so these lines are all that holds. A table without a line cannot even be read.
revoke all on database "${flyway:database}" from public, "${runtime-user}";
revoke all on schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all tables in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
revoke all on all sequences in schema "${flyway:defaultSchema}" from public, "${runtime-user}";
grant connect on database "${flyway:database}" to "${runtime-user}";
grant usage on schema "${flyway:defaultSchema}" to "${runtime-user}";

-- Ledger and audit log: what is written stays.
grant select, insert on audit_entry to "${runtime-user}";
grant select, insert on policy_version to "${runtime-user}";

-- A bundle stays as it came; it is marked when it comes in force, and deleted long after another has. A node changes what it says of itself.
grant select, insert, update (in_force_at), delete on policy_bundle to "${runtime-user}";
grant select, insert, delete on policy_bundle_piece to "${runtime-user}";
grant select, insert, update (number, digest, signed, since, refused) on policy_node to "${runtime-user}";
grant select, insert on issuer to "${runtime-user}";
grant select, insert on issuance to "${runtime-user}";
grant select, insert on completion to "${runtime-user}";
grant select, insert on revocation to "${runtime-user}";
grant select, insert on revocation_schedule to "${runtime-user}";
grant select, insert on revocation_schedule_end to "${runtime-user}";
grant select, insert on identity_freeze to "${runtime-user}";
grant select, insert on identity_release to "${runtime-user}";
grant select, insert on revocation_proposal to "${runtime-user}";
grant select, insert on revocation_proposal_end to "${runtime-user}";
grant select, insert on compromised_key to "${runtime-user}";
grant select, insert on certified_key to "${runtime-user}";
grant select, insert on user_withdrawal to "${runtime-user}";
grant select, insert on agent_name to "${runtime-user}";
grant select, insert on enrolment to "${runtime-user}";
grant select, insert on wit_key to "${runtime-user}";
grant select on records_archive to "${runtime-user}";

-- Taken back by an officer; the audit log keeps who and why.
grant select, insert, delete on anchor_use to "${runtime-user}";

-- Kept until their time is over. The number of an event comes from its identity column, which asks for no right of its own.
grant select, insert, delete on spent_nonce to "${runtime-user}";
grant select, insert, delete on wit to "${runtime-user}";
grant select, insert, delete on status_list to "${runtime-user}";
grant select, insert, delete on waiting_enrolment to "${runtime-user}";
grant select, insert, delete on enrolment_approval to "${runtime-user}";
grant select, insert, delete on waiting_enrolment_end to "${runtime-user}";
grant select, insert, delete on crl to "${runtime-user}";
grant select, insert, delete on crl_part to "${runtime-user}";
grant select, insert, delete on feed_event to "${runtime-user}";
grant select, insert, update (acknowledged, polled_at), delete on feed_receiver to "${runtime-user}";

-- The same, and spent once meanwhile.
grant select, insert, update (spent_at, agent_key_sha256), delete on join_token to "${runtime-user}";

-- Who does periodic work. `select … for update` asks for the right to update a column.
grant select, insert, update (holder, expires_at, fence) on lease to "${runtime-user}";

-- What has expired leaves by this role alone, after it was signed (docs/audit.md); `pg_no_role` where the list of databases names no such role.
do $grants$
begin
  if '${archive-user}' <> 'pg_no_role' then
    revoke all on database "${flyway:database}" from "${archive-user}";
    revoke all on schema "${flyway:defaultSchema}" from "${archive-user}";
    revoke all on all tables in schema "${flyway:defaultSchema}" from "${archive-user}";
    revoke all on all sequences in schema "${flyway:defaultSchema}" from "${archive-user}";
    grant connect on database "${flyway:database}" to "${archive-user}";
    grant usage on schema "${flyway:defaultSchema}" to "${archive-user}";
    grant select, delete on issuance, completion, revocation, enrolment to "${archive-user}";
    grant select, insert, delete on audit_entry to "${archive-user}";
    grant select, insert on records_archive to "${archive-user}";
    grant select on identity_freeze, identity_release to "${archive-user}";
    grant select, update (holder) on lease to "${archive-user}";
  end if;
end
$grants$;
