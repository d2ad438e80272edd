-- How far each receiver of a stream has acknowledged its events. Several nodes read one stream, so an event stays until all of them have it. A receiver is
-- known by the name in its certificate.
create table feed_receiver (
  stream       varchar(32)   not null,
  receiver     varchar(2048) not null,
  acknowledged bigint        not null,
  polled_at    timestamp(6)  not null,
  constraint feed_receiver_pk primary key (stream, receiver)
);
