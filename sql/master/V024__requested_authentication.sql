-- How the client of an authorization request wants the person to sign in (docs/decisions/0090-step-up.md): the parameters acr_values, separated by a blank, and
-- max_age, in seconds; null for those that it did not send.
alter table authorization_request add column acr_values varchar(2048);
alter table authorization_request add column max_age bigint;
