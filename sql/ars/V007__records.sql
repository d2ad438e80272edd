-- A record shows why it is in its state, what became of it, what its agent says of itself, and whether the agent is heard
-- (docs/decisions/0134-records-signed-and-unsigned.md).

-- An officer puts an agent into quarantine. returns_to: the state that the record has after it.
alter table agent drop constraint agent_state;
alter table agent add constraint agent_state check (state in ('LISTED', 'EXPIRED', 'REVOKED', 'WITHDRAWN', 'QUARANTINED'));
alter table agent add column returns_to varchar(16);

-- Why the record is in its state: a code, and the words of who changed it. changes: the number of its last row of agent_history.
alter table agent add column state_reason varchar(32) default '' not null;
alter table agent add column state_text varchar(500) default '' not null;
alter table agent add column changes bigint default 0 not null;

-- The last changes of each record; the audit log has all of them. changed_by is empty where the registry itself made the change.
create table agent_history (
  agent_id   varchar(45)   not null,
  number     bigint        not null,
  at         timestamp(6)  not null,
  state      varchar(16)   not null,
  reason     varchar(32)   not null,
  text       varchar(500)  not null,
  changed_by varchar(2048) not null,
  serial     varchar(40)   not null,
  constraint agent_history_pk primary key (agent_id, number)
);

-- What an agent says of itself, unsigned, as canonical JSON. It was said under an owner, and goes with him.
create table agent_description (
  agent_id   varchar(45)  not null,
  owner      varchar(200) not null,
  updated_at timestamp(6) not null,
  revision   bigint       not null,
  document   text         not null,
  constraint agent_description_pk primary key (agent_id)
);

-- The last heartbeat that was stored of an agent. Each batch that a node stores has a number, by which the other nodes continue.
create table agent_heartbeat (
  agent_id     varchar(45)  not null,
  at           timestamp(6) not null,
  ttl_seconds  bigint       not null,
  load_percent bigint,
  batch        bigint       not null,
  constraint agent_heartbeat_pk primary key (agent_id)
);
create index agent_heartbeat_batch on agent_heartbeat (batch);
