-- What each enforcement point has said last, to whichever node (docs/decisions/0117-enforcement-points.md). The operator's files say which there are.
create table enforcement_point (
  name          varchar(63)   not null,
  credential    varchar(2048) not null,
  node          varchar(100)  not null,
  seen_at       timestamp(6)  not null,
  last_event    varchar(80),
  bundle_number bigint,
  bundle_digest varchar(64),
  refused       varchar(500),
  denials       bigint        not null,
  flows         bigint        not null,
  dropped       bigint        not null,
  constraint enforcement_point_pk primary key (name)
);

-- Each node asks several times a second which tokens have ended lately.
create index token_end_time on token_end (ended_at);
