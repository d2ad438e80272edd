-- The broker's own database (docs/broker.md): answers, attempts, leases at back ends, wrapped secrets, and the audit log.

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

-- The end of each chain. Whoever appends a row locks it first, so that the broker and a command of its operator append in turn.
create table audit_end (
  chain varchar(100) not null,
  seq   bigint       not null,
  hash  bytea        not null,
  constraint audit_end_pk primary key (chain)
);

-- The first answer to each order.
create table answer (
  idempotency_key varchar(300) not null,
  order_digest    varchar(64)  not null,
  output          text         not null,
  kept_at         timestamp(6) not null,
  constraint answer_pk primary key (idempotency_key)
);
create index answer_age on answer (kept_at);

-- An order whose work has begun and has no answer yet. The mark and the output are what a driver has recorded just before the work takes effect, from
-- which it finds out later whether it did.
create table attempt (
  idempotency_key varchar(300) not null,
  order_sha256    varchar(64)  not null,
  begun_at        timestamp(6) not null,
  mark            varchar(300) not null,
  output          text         not null,
  constraint attempt_pk primary key (idempotency_key)
);
create index attempt_age on attempt (begun_at);

-- A credential that exists at a back end for one call only. The row is there before the credential.
create table back_end_lease (
  id              varchar(36)   not null,
  txn             varchar(300)  not null,
  job             varchar(300)  not null,
  step            varchar(300)  not null,
  idempotency_key varchar(300)  not null,
  token_sha256    varchar(64)   not null,
  requester       varchar(2048) not null,
  asset           varchar(63)   not null,
  kind            varchar(30)   not null,
  external_name   varchar(200)  not null,
  state           varchar(6)    not null,
  opened_at       timestamp(6)  not null,
  expires_at      timestamp(6)  not null,
  ended_at        timestamp(6),
  constraint back_end_lease_pk primary key (id),
  constraint back_end_lease_state check (state in ('OPENED', 'MADE', 'ENDED'))
);
create index back_end_lease_open on back_end_lease (state, expires_at);
create index back_end_lease_key on back_end_lease (idempotency_key);

-- Which key of the HSM wraps secrets; one row.
create table wrapping_key (
  name       varchar(50)  not null,
  label      varchar(100) not null,
  created_at timestamp(6) not null,
  constraint wrapping_key_pk primary key (name)
);

-- A static secret, wrapped by that key (AES-GCM, authenticated with its name).
create table secret (
  name       varchar(63)  not null,
  version    integer      not null,
  key_label  varchar(100) not null,
  wrapped    bytea        not null,
  changed_at timestamp(6) not null,
  constraint secret_pk primary key (name)
);
