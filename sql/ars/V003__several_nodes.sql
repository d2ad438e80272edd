-- The number of the last acquisition of a lease. What is written under a lease names its acquisition, so that a process which was stopped for longer than
-- its lease writes nothing (docs/decisions/0060-fenced-leases.md).
alter table lease add column fence bigint default 0 not null;

-- A proof of possession counts once, at whatever node. The key is the digest of the public key that made it.
create table proof_use (
  proof_key  varchar(64)  not null,
  jti        varchar(255) not null,
  expires_at timestamp(6) not null,
  constraint proof_use_pk primary key (proof_key, jti)
);
create index proof_use_expiry on proof_use (expires_at);

-- The key of page tokens: a search that began at one node goes on at another. The first node that needs it makes it.
create table page_token_key (
  name   varchar(50) not null,
  secret bytea       not null,
  constraint page_token_key_pk primary key (name)
);

-- The policy versions that any node has loaded: no node loads an older one afterwards.
create table policy_version (
  number    bigint       not null,
  digest    varchar(64)  not null,
  loaded_at timestamp(6) not null,
  constraint policy_version_pk primary key (number)
);
