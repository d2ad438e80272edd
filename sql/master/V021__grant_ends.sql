-- What a partner's server says about its principals (docs/decisions/0087-events-of-partners.md): grants of a principal that were issued until a time count no
-- more. One row for each event; principal_sha256 is the digest of issuer#sub.
create table grant_end (
  event_sha256     varchar(64)  not null,
  principal_sha256 varchar(64)  not null,
  issued_until     timestamp(6) not null,
  recorded_at      timestamp(6) not null,
  constraint grant_end_pk primary key (event_sha256)
);
create index grant_end_principal on grant_end (principal_sha256);

-- Of an access token: the principal and the time of its grant.
alter table token add column principal_sha256 varchar(64);
alter table token add column grant_issued_at timestamp(6);
