-- The question by which a token was granted (docs/decisions/0121-change-reaches-running-work.md), so that it can be asked again while the token lives: of an
-- access token, and of the root token of a job. The row goes with its token. principal_sha256 is the digest of issuer#sub; question is JSON.
create table granted_question (
  jti              varchar(64)   not null primary key references token (jti) on delete cascade,
  caller           varchar(2048) not null,
  principal_sha256 varchar(64),
  expires_at       timestamp(6)  not null,
  question         text          not null
);
create index granted_question_expiry on granted_question (expires_at, jti);
create index granted_question_caller on granted_question (caller, expires_at);
create index granted_question_principal on granted_question (principal_sha256, expires_at);
