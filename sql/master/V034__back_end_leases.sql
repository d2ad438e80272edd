-- Credentials that an agent, such as a broker, has made at a back end for one call, as it reports them (docs/decisions/0107-leases-of-a-transaction.md).
-- The row goes with the token for which the credential was made. holder is the agent that received the token. No secret is in it.
create table back_end_lease (
  id            varchar(36)   not null,
  jti           varchar(64)   not null references token (jti) on delete cascade,
  holder        varchar(2048) not null,
  asset         varchar(63)   not null,
  capability    varchar(200)  not null,
  kind          varchar(63)   not null,
  external_name varchar(200)  not null,
  opened_at     timestamp(6)  not null,
  expires_at    timestamp(6)  not null,
  ended_at      timestamp(6),
  end_reason    varchar(30),
  constraint back_end_lease_pk primary key (id)
);
create index back_end_lease_token on back_end_lease (jti);
create index back_end_lease_open on back_end_lease (holder, ended_at);
