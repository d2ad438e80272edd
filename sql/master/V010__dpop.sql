-- Proofs of possession (docs/decisions/0071-dpop.md). digest is SHA-256 of the key's thumbprint and the proof's jti, so a proof counts once for all nodes.
create table dpop_proof (
  digest     varchar(64)  not null,
  expires_at timestamp(6) not null,
  constraint dpop_proof_pk primary key (digest)
);
create index dpop_proof_expiry on dpop_proof (expires_at);

-- The key of the nonces for proofs: a nonce of one node counts at another. The first node that needs it makes it.
create table dpop_nonce_key (
  name   varchar(50) not null,
  secret bytea       not null,
  constraint dpop_nonce_key_pk primary key (name)
);
