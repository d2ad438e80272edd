-- Evidence that proves no key (a cloud's instance document) is good for the first agent key that came with it.

create table anchor_use (
  anchor_sha256    varchar(43)  not null,
  anchor_type      varchar(32)  not null,
  agent_key_sha256 varchar(43)  not null,
  first_used_at    timestamp(6) not null,
  primary key (anchor_sha256)
);
