-- Authorization requests of people's clients (docs/decisions/0078-sign-in-of-people.md). A row is found by the digest of a secret that its holder has: first
-- of the request_uri, which the client has; then, as another row, of the state that went to the identity provider with the browser. Then browser_digest is
-- that of the browser's cookie. A row is taken by deleting it, so each secret counts once for all nodes.
create table authorization_request (
  digest         varchar(64)   not null primary key,
  browser_digest varchar(64),
  client_id      varchar(64)   not null,
  provider       varchar(64)   not null,
  redirect_uri   varchar(2048) not null,
  client_state   varchar(1024),
  scope          text          not null,
  code_challenge varchar(43)   not null,
  dpop_jkt       varchar(43),
  expires_at     timestamp(6)  not null
);
create index authorization_request_expiry on authorization_request (expires_at);
create index authorization_request_client on authorization_request (client_id, expires_at);

-- People who have signed in, each through one client. The session begins when a row of the table token gets its id, which happens once. provider_token is the
-- identity provider's refresh token, encrypted with a key that is not in the database; checked_at is when the provider last vouched for the person.
create table person_session (
  session_id      varchar(64)   not null primary key,
  code_digest     varchar(64)   not null unique,
  client_id       varchar(64)   not null,
  redirect_uri    varchar(2048) not null,
  code_challenge  varchar(43)   not null,
  dpop_jkt        varchar(43),
  provider        varchar(64)   not null,
  issuer          varchar(1024) not null,
  subject         varchar(255)  not null,
  signed_in       text          not null,
  scope           text          not null,
  provider_token  bytea         not null,
  code_expires_at timestamp(6)  not null,
  checked_at      timestamp(6)  not null,
  ends_at         timestamp(6)  not null
);
create index person_session_person on person_session (issuer, subject);
create index person_session_end on person_session (ends_at);
create index person_session_checked on person_session (checked_at);
