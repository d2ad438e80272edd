-- Names that two parties seem to hold. Insert-only: a release is a row of its own.

create table identity_freeze (
  freeze_id     varchar(36)   not null,
  agent         varchar(2048) not null,
  device_issuer varchar(1024) not null,
  device_serial varchar(128)  not null,
  named_serial  varchar(40)   not null,
  newest_serial varchar(40)   not null,
  frozen_at     timestamp(6)  not null,
  primary key (freeze_id)
);
create index identity_freeze_agent on identity_freeze (agent);

create table identity_release (
  freeze_id     varchar(36)   not null,
  released_by   varchar(2048) not null,
  released_at   timestamp(6)  not null,
  circumstances varchar(1000) not null,
  primary key (freeze_id),
  foreign key (freeze_id) references identity_freeze (freeze_id)
);
