-- The number of the last acquisition of a lease. What is written under a lease names its acquisition, so that a process which was stopped for longer than
-- its lease writes nothing (docs/decisions/0060-fenced-leases.md).
alter table lease add column fence bigint default 0 not null;

-- The policy versions that any node has loaded: no node loads an older one afterwards.
create table policy_version (
  number    bigint       not null,
  digest    varchar(64)  not null,
  loaded_at timestamp(6) not null,
  constraint policy_version_pk primary key (number)
);
