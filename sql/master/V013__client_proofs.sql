-- A proof by which a client of the token endpoint shows that it has its key (assertion, Workload Proof Token) counts once, at whatever node. The key is the
-- digest of the public key that made it (docs/decisions/0075-client-authentication.md).
create table proof_use (
  proof_key  varchar(64)  not null,
  jti        varchar(255) not null,
  expires_at timestamp(6) not null,
  constraint proof_use_pk primary key (proof_key, jti)
);
create index proof_use_expiry on proof_use (expires_at);
