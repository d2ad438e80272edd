-- Event streams of receivers (SSF 1.0), and the secrets that the registry keeps for them (docs/decisions/0139-events-for-receivers.md).

-- owner: the receiver's SPIFFE id. certificate: the one by which its right is asked for again at each delivery. position: the number of the last
-- change of the registry of which the receiver has every event; ahead: the events after it that the receiver has already, by their jti.
create table event_stream (
  stream_id          varchar(36)   not null,
  owner              varchar(2048) not null,
  certificate        text          not null,
  validated_by       varchar(16)   not null,
  method             varchar(4)    not null,
  origin             varchar(300)  not null,
  secret_name        varchar(200),
  events             text          not null,
  description        varchar(500)  not null,
  state              varchar(8)    not null,
  reason             varchar(200)  not null,
  position           bigint        not null,
  ahead              text          not null,
  verification_id    varchar(36),
  verification_state varchar(1024),
  verified_at        timestamp(6)  not null,
  seen_at            timestamp(6)  not null,
  made_at            timestamp(6)  not null,
  changed_at         timestamp(6)  not null,
  constraint event_stream_pk primary key (stream_id),
  constraint event_stream_method check (method in ('poll', 'push')),
  constraint event_stream_state check (state in ('enabled', 'paused', 'disabled'))
);
create index event_stream_made on event_stream (made_at, stream_id);

-- The same two tables as the Master Agent's (V018 there): secrets under an AES-256 key in the HSM, and the label of that key.
create table wrapping_key (
  name       varchar(50)  not null,
  label      varchar(64)  not null,
  created_at timestamp(6) not null,
  constraint wrapping_key_pk primary key (name)
);
create table wrapped_secret (
  secret_name varchar(200) not null,
  key_label   varchar(64)  not null,
  wrapped     bytea        not null,
  expires_at  timestamp(6) not null,
  constraint wrapped_secret_pk primary key (secret_name)
);
