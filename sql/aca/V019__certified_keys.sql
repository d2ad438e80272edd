-- Whose a public key is: one name's, or owners' beside their agents' keys. The primary key lets no second name have it.

create table certified_key (
  public_key_sha256 varchar(64)   not null,
  part              varchar(8)    not null,
  holder            varchar(2048) not null,
  since             timestamp(6)  not null,
  primary key (public_key_sha256),
  constraint certified_key_part check (part in ('subject', 'owner'))
);

-- Where two names hold one key already, it is the name's to which it was certified last.
insert into certified_key
  select public_key_sha256, 'subject', agent, reserved_at
  from (
    select public_key_sha256, agent, reserved_at,
      row_number() over (partition by public_key_sha256 order by reserved_at desc, issuer_id, serial) as place
    from issuance
  ) newest
  where place = 1;

insert into certified_key
  select owner_key_sha256, 'owner', '', min(reserved_at)
  from issuance
  where owner_key_sha256 is not null
    and not exists (select 1 from certified_key k where k.public_key_sha256 = owner_key_sha256)
  group by owner_key_sha256;

-- A key that is reported ends what holds it.
create index issuance_key on issuance (public_key_sha256);
create index issuance_owner_key on issuance (owner_key_sha256);
