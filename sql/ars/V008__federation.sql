-- Registries of two domains mirror what each exports to the other (docs/decisions/0138-federation-of-registries.md).

-- That a partner was once told of an agent, so that it is told of its removal and no other partner is.
create table exported_agent (
  partner  varchar(255) not null,
  agent_id varchar(45)  not null,
  constraint exported_agent_pk primary key (partner, agent_id)
);

-- How far a partner's registry has been read. generation: of the present reading, whose agents are shown once it is complete. as_of: revocations
-- there are known up to this time. agents: how many the reading has.
create table mirror (
  domain     varchar(255) not null,
  position   varchar(100) not null,
  generation bigint       not null,
  complete   boolean      not null,
  agents     bigint       not null,
  as_of      timestamp(6) not null,
  constraint mirror_pk primary key (domain)
);

-- An agent of a partner, as its registry signed it. document: JSON.
create table foreign_agent (
  domain     varchar(255) not null,
  agent_id   varchar(45)  not null,
  generation bigint       not null,
  expires_at timestamp(6) not null,
  document   text         not null,
  constraint foreign_agent_pk primary key (domain, agent_id)
);
create index foreign_agent_id on foreign_agent (agent_id);
create index foreign_agent_generation on foreign_agent (domain, generation);

-- The names of its capabilities, by which it is searched.
create table foreign_capability (
  domain   varchar(255) not null,
  agent_id varchar(45)  not null,
  name     varchar(255) not null,
  constraint foreign_capability_pk primary key (domain, agent_id, name)
);
create index foreign_capability_name on foreign_capability (name, domain, agent_id);
