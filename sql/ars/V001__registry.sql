-- The registry's database: agents as the authority signed them, and what became of their records.
-- Common dialect of H2 2.x and PostgreSQL 15+. Times are UTC.

-- As sql/README.md gives them.
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

-- One row for each name that ever registered; it stays when the agent goes, so that neither name nor identifier
-- is ever given to another. The attributes are those of the credential, never those of the request.
create table agent (
  agent_id           varchar(45)   not null,
  name               varchar(350)  not null,
  owner              varchar(200)  not null,
  locator            varchar(2048) not null,
  validation_methods varchar(50)   not null,
  principal_kind     varchar(16)   not null,
  principal_issuer   varchar(255)  not null,
  principal_subject  varchar(255)  not null,
  issuer_id          varchar(64)   not null,
  serial             varchar(40)   not null,
  not_before         timestamp(6)  not null,
  not_after          timestamp(6)  not null,
  credential         bytea         not null,
  registered_at      timestamp(6)  not null,
  state              varchar(16)   not null,
  state_since        timestamp(6)  not null,
  constraint agent_pk primary key (agent_id),
  constraint agent_name unique (name),
  constraint agent_state check (state in ('LISTED', 'EXPIRED', 'REVOKED', 'WITHDRAWN'))
);
create unique index agent_credential on agent (issuer_id, serial);
create index agent_listed on agent (state, not_after);

-- kind is name@version: what discovery looks up before it compares parameters.
create table agent_capability (
  agent_id   varchar(45)  not null references agent (agent_id),
  capability varchar(200) not null,
  kind       varchar(200) not null,
  constraint agent_capability_pk primary key (agent_id, capability)
);
create index agent_capability_kind on agent_capability (kind, agent_id);

-- Counts the changes of the registry: one row, raised in the transaction of each change.
create table registry_revision (
  name     varchar(50) not null,
  revision bigint      not null,
  constraint registry_revision_pk primary key (name)
);
insert into registry_revision (name, revision) values ('agents', 1);
