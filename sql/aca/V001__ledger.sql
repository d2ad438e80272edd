-- The authority's ledger. Insert-only: reservation, completion and revocation are rows of their own; nothing is updated.
-- Common dialect of H2 2.x and PostgreSQL 15+. Every timestamp is UTC.

create table issuer (
  issuer_id    varchar(64)  not null,
  trust_domain varchar(255) not null,
  certificate  bytea        not null,
  key_label    varchar(64)  not null,
  imported_at  timestamp(6) not null,
  primary key (issuer_id)
);

-- What was promised before the key was used. A row without completion was never handed out, but may be signed: it is revocable.
create table issuance (
  issuer_id          varchar(64)  not null,
  serial             varchar(40)  not null,
  profile            varchar(64)  not null,
  agent              varchar(2048) not null,
  owner              varchar(200),
  principal_kind     varchar(16),
  principal_issuer   varchar(2048),
  principal_subject  varchar(255),
  device_issuer      varchar(1024),
  device_serial      varchar(128),
  evidence_digest    varchar(64),
  verdict            varchar(1024) not null,
  public_key_sha256  varchar(64)  not null,
  predecessor_serial varchar(40),
  crl_shard          integer      not null,
  not_before         timestamp(6) not null,
  not_after          timestamp(6) not null,
  tbs                bytea        not null,
  request_id         varchar(64)  not null,
  reserved_at        timestamp(6) not null,
  primary key (issuer_id, serial)
);
create index issuance_agent on issuance (agent, reserved_at);

create table completion (
  issuer_id    varchar(64)  not null,
  serial       varchar(40)  not null,
  certificate  bytea        not null,
  completed_at timestamp(6) not null,
  primary key (issuer_id, serial),
  foreign key (issuer_id, serial) references issuance (issuer_id, serial)
);

create table agent_name (
  trust_domain varchar(255) not null,
  name         varchar(63)  not null,
  generation   integer      not null,
  owner        varchar(200) not null,
  since        timestamp(6) not null,
  assigned_by  varchar(2048) not null,
  primary key (trust_domain, name, generation)
);

-- Only spent nonces are kept, until they would have expired anyway.
create table spent_nonce (
  nonce      varchar(88)  not null,
  expires_at timestamp(6) not null,
  primary key (nonce)
);
create index spent_nonce_expiry on spent_nonce (expires_at);

create table enrolment (
  idempotency_key varchar(128) not null,
  applicant       varchar(64)  not null,
  request_digest  varchar(64)  not null,
  issuer_id       varchar(64)  not null,
  serial          varchar(40)  not null,
  primary key (idempotency_key, applicant),
  foreign key (issuer_id, serial) references issuance (issuer_id, serial)
);

create table audit_entry (
  chain         varchar(100)  not null,
  seq           bigint        not null,
  at            timestamp(6)  not null,
  request_id    varchar(64)   not null,
  event         varchar(100)  not null,
  outcome       varchar(8)    not null,
  check_name    varchar(100)  not null,
  subject       varchar(2048) not null,
  resource      varchar(2048) not null,
  details       text          not null,
  previous_hash bytea         not null,
  hash          bytea         not null,
  constraint audit_entry_pk primary key (chain, seq),
  constraint audit_entry_outcome check (outcome in ('GRANTED', 'DENIED', 'DONE', 'FAILED'))
);

create table lease (
  name       varchar(64)  not null,
  holder     varchar(100) not null,
  expires_at timestamp(6) not null,
  constraint lease_pk primary key (name)
);
