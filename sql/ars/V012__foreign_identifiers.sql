-- Identifiers of partners' agents: their signed names and what their registries tell beside them
-- (docs/decisions/0143-identifiers-in-the-mirror.md). place: of the domains that claim the identifier, the one with the lowest came first.
create table foreign_identifier (
  identifier varchar(2048) not null,
  domain     varchar(255)  not null,
  agent_id   varchar(45)   not null,
  place      bigint        not null,
  -- A proof counts until then; null: until the partner takes it back.
  counts_until timestamp(6),
  constraint foreign_identifier_pk primary key (identifier, domain)
);
create index foreign_identifier_agent on foreign_identifier (domain, agent_id);

-- Whether the present reading has them; one from before this table is read again from the beginning.
alter table mirror add column with_identifiers boolean default false not null;
