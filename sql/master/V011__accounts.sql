-- Accounts of callers that authenticate by an API key or a password (docs/decisions/0072-accounts-of-callers.md). A name is never given to another account,
-- so a row stays. peer: the SPIFFE id with whose certificate alone the account's secrets count, if any.
create table account (
  name         varchar(64)   not null primary key,
  kind         varchar(16)   not null,
  method       varchar(16)   not null,
  owner        varchar(200)  not null,
  scope        text          not null,
  peer         varchar(2048),
  created_at   timestamp(6)  not null,
  created_by   varchar(2048) not null,
  expires_at   timestamp(6)  not null,
  withdrawn_at timestamp(6),
  withdrawn_by varchar(2048)
);
-- The order in which officers and auditors list them.
create index account_created on account (created_at desc, name desc);
create index account_owner_created on account (owner desc, created_at desc, name desc);
create index account_kind_created on account (kind desc, created_at desc, name desc);

-- The secrets of an account: the old one lives beside the new one until a rotation's overlap is over. digest: hex SHA-256 of an API key; of a password the hash
-- by Argon2id with its salt and cost.
create table account_secret (
  secret_id  varchar(64)  not null primary key,
  account    varchar(64)  not null references account (name),
  digest     varchar(300) not null,
  created_at timestamp(6) not null,
  expires_at timestamp(6) not null
);
create index account_secret_account on account_secret (account, created_at);

-- A job of an account descends from no access token.
alter table job alter column access_jti drop not null;
