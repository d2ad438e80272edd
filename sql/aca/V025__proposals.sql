-- A proposal is bound to the policy file that its officer was shown; older ones were bound to none and can't be approved any more. One that nobody
-- decided in time ends by a row too.

alter table revocation_proposal add column policy_sha256 varchar(64) default '' not null;

alter table revocation_proposal_end drop constraint revocation_proposal_outcome;
alter table revocation_proposal_end add constraint revocation_proposal_outcome check (outcome in ('approved', 'rejected', 'expired'));
