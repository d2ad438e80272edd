-- For whom a credential was asked, when it is bound to a role: what that user asked for can end when the user loses the role. Unknown for older rows.
alter table issuance add column requester varchar(255);

-- What an identity provider reported of a user. Tokens that the provider issued to the user before count no longer.
create table user_withdrawal (
  event_sha256  varchar(64)   not null,
  user_sha256   varchar(64)   not null,
  issuer        varchar(2048) not null,
  subject       varchar(255)  not null,
  event_type    varchar(64)   not null,
  withdrawn_at  timestamp(6)  not null,
  received_at   timestamp(6)  not null,
  primary key (event_sha256)
);
create index user_withdrawal_user on user_withdrawal (user_sha256, withdrawn_at);
