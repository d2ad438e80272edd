-- What is kept of a grant that crosses the border of the domain (docs/chaining.md): of another domain's grant with the access token that was issued for it,
-- and of a grant for another domain. The row goes with its token. The grant itself is nowhere.
create table authorization_context (
  jti              varchar(64)   not null primary key references token (jti) on delete cascade,
  agent            varchar(2048) not null,
  subject          varchar(2048) not null,
  scope            text          not null,
  resource         varchar(2048),
  audience         varchar(2048) not null,
  grant_type       varchar(100)  not null,
  assertion_typ    varchar(64)   not null,
  assertion_issuer varchar(1024) not null,
  assertion_jti    varchar(255)  not null,
  assertion_sha256 varchar(64)   not null,
  act              text          not null,
  txn              varchar(255)
);
