-- Policies that officers have signed (docs/decisions/0113-policy-bundles.md), in pieces of 262144 octets. digest: the SHA-256 of what they have signed.
-- in_force_at: when the first node decided by them. policy_node: by which policies each node decides, and why it refuses newer ones.
create table policy_bundle (
  number       bigint        not null,
  digest       varchar(64)   not null,
  effective_at timestamp(6)  not null,
  signers      text          not null,
  received_at  timestamp(6)  not null,
  received_by  varchar(2048) not null,
  in_force_at  timestamp(6),
  constraint policy_bundle_pk primary key (number)
);

create table policy_bundle_piece (
  number bigint not null references policy_bundle (number),
  piece  int    not null,
  octets bytea  not null,
  constraint policy_bundle_piece_pk primary key (number, piece)
);

create table policy_node (
  node    varchar(100) not null,
  number  bigint       not null,
  digest  varchar(64)  not null,
  signed  boolean      not null,
  since   timestamp(6) not null,
  refused varchar(300),
  constraint policy_node_pk primary key (node)
);
