-- The number of the last acquisition of a lease. What is written under a lease names its acquisition, so that a process which was stopped for longer than
-- its lease writes nothing (docs/decisions/0060-fenced-leases.md).
alter table lease add column fence bigint default 0 not null;

-- The number of the last change of a job: its acceptance, or its end. Each node asks for the jobs above the last number that it knows, so that it learns
-- within a second of what another one accepted or ended. Jobs from before are found by their state.
alter table job add column revision bigint default 0 not null;
create index job_by_revision on job (revision);

create table job_revision (
  name     varchar(50) not null,
  revision bigint      not null,
  constraint job_revision_pk primary key (name)
);
insert into job_revision (name, revision) values ('jobs', 0);

-- The key of page tokens: a list that began at one node goes on at another. The first node that needs it makes it.
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
