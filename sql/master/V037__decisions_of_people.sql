-- On which sign-in a person has decided about a step (docs/decisions/0110-people-as-approvers.md); both are null for an officer. sign_in: the JSON text of
-- the person's roles and of time, class and methods of the sign-in, as they were then.
alter table approval_decision add column session_id varchar(64);
alter table approval_decision add column sign_in text;
create index approval_decision_session on approval_decision (session_id);
