-- Status lists of access tokens (docs/decisions/0140-status-lists.md). A list has no content here: what it says follows from the ends of tokens. Its tokens
-- have expired at expires_at, and then it goes.
create table status_list (
  list_id    bigint       not null,
  opened_at  timestamp(6) not null,
  expires_at timestamp(6) not null,
  constraint status_list_pk primary key (list_id)
);

-- The place of an access token in a list, which no other token has. It goes with its token.
create table token_place (
  jti          varchar(64) not null references token (jti) on delete cascade,
  status_list  bigint      not null,
  status_index integer     not null,
  constraint token_place_pk primary key (jti),
  constraint token_place_once unique (status_list, status_index)
);

-- Access tokens end for few reasons, and most ends are of jobs and steps for others: a list reads the recent ends of those reasons alone.
create index token_end_recent on token_end (reason, ended_at);
