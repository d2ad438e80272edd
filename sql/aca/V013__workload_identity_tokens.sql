-- Workload Identity Tokens. A key is published as long as something that it signed may be valid, also by a node whose HSM is away.

create table wit_key (
  key_id      varchar(43)  not null,
  label       varchar(64)  not null,
  public_key  bytea        not null,
  made_at     timestamp(6) not null,
  in_service  timestamp(6) not null,
  primary key (key_id)
);

-- What is about to be signed, until it expires; the audit log keeps that there was one.
create table wit (
  jti           varchar(43)  not null,
  issuer_id     varchar(64)  not null,
  serial        varchar(40)  not null,
  key_id        varchar(43)  not null,
  claims_sha256 varchar(43)  not null,
  issued_at     timestamp(6) not null,
  expires_at    timestamp(6) not null,
  primary key (jti)
);
create index wit_expiry on wit (expires_at);
create index wit_credential on wit (issuer_id, serial);
