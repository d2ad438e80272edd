-- A CRL of many entries has more octets than a column may hold on H2 (a megabyte), so they are rows of their own.

create table crl_part (
  issuer_id varchar(64) not null,
  shard     integer     not null,
  number    bigint      not null,
  part      integer     not null,
  octets    bytea       not null,
  primary key (issuer_id, shard, number, part)
);
insert into crl_part select issuer_id, shard, number, 0, der from crl;
-- What is there goes with its row; new rows have nothing here.
alter table crl alter column der drop not null;

-- Every second a node reads what others revoked since, whatever the issuer.
create index revocation_recent on revocation (revoked_at, issuer_id, serial);

-- Every minute old events go.
create index feed_event_age on feed_event (at);
