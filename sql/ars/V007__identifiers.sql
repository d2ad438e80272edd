-- Other identifiers of agents, by which other ecosystems know them (docs/decisions/0137-identifiers-of-agents.md). The signed name and
-- the assigned urn:uuid are no rows here. An identifier belongs to one agent, and to it only under the owner of then.
create table agent_identifier (
  identifier varchar(2048) not null,
  scheme     varchar(16)   not null,
  agent_id   varchar(45)   not null,
  owner      varchar(200)  not null,
  shown      varchar(16)   not null,
  since      timestamp(6)  not null,
  -- A proof counts until then; null: it was configured by an officer.
  counts_until timestamp(6),
  shown_by   varchar(2048) not null,
  evidence   varchar(500)  not null,
  constraint agent_identifier_pk primary key (identifier),
  constraint agent_identifier_shown check (shown in ('PROVED', 'CONFIGURED'))
);
create index agent_identifier_agent on agent_identifier (agent_id);
