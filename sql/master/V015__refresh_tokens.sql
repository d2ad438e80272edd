-- Refresh tokens of people's sessions (docs/decisions/0079-people-as-callers.md), by their digests. Each names the one before; since only one row can, a
-- refresh token is exchanged once for all nodes, and who shows it again is found out.
create table refresh_token (
  digest          varchar(64)  not null primary key,
  session_id      varchar(64)  not null,
  previous_digest varchar(64)  unique,
  dpop_jkt        varchar(43)  not null,
  expires_at      timestamp(6) not null
);
create index refresh_token_session on refresh_token (session_id);
create index refresh_token_expiry on refresh_token (expires_at);
