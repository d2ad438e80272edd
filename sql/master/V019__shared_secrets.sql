-- Accounts whose secret signs requests (docs/decisions/0083-signatures-of-requests.md): the secret is in wrapped_secret, as account/<secret_id>, and has no digest.
alter table account_secret alter column digest drop not null;
