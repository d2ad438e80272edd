-- Public keys that are refused for good, whoever asks and under whatever name.

create table compromised_key (
  public_key_sha256 varchar(64)   not null,
  reported_at       timestamp(6)  not null,
  reported_by       varchar(2048) not null,
  circumstances     varchar(1024) not null,
  primary key (public_key_sha256)
);

-- Keys of credentials that were revoked as compromised before this table was.
insert into compromised_key
  select i.public_key_sha256, min(r.revoked_at), min(r.revoked_by), 'revoked before keys were blocked'
  from revocation r join issuance i on i.issuer_id = r.issuer_id and i.serial = r.serial
  where r.reason = 'key-compromise'
  group by i.public_key_sha256;
