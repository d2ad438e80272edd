-- A user asked ahead of time for one agent: who has the token may enrol that agent, once. The token itself is not kept.
create table join_token (
  token_sha256     varchar(43)   not null,
  wish             text          not null,
  user_sha256      varchar(43)   not null,
  user_issuer      varchar(2048) not null,
  user_subject     varchar(255)  not null,
  user_roles       text          not null,
  user_stated_at   timestamp(6)  not null,
  issued_at        timestamp(6)  not null,
  expires_at       timestamp(6)  not null,
  spent_at         timestamp(6),
  agent_key_sha256 varchar(43),
  primary key (token_sha256)
);
create index join_token_user on join_token (user_sha256, expires_at);
create index join_token_expiry on join_token (expires_at);
