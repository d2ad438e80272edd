-- Secrets that a node must read again, wrapped by an AES-256 key in the HSM (docs/decisions/0082-secrets-under-a-key-of-the-hsm.md). The row of the key has its
-- label in the token; the first node that needs it makes the key.
create table wrapping_key (
  name       varchar(50)  not null,
  label      varchar(64)  not null,
  created_at timestamp(6) not null,
  constraint wrapping_key_pk primary key (name)
);

-- secret_name begins with what the secret is for, and is authenticated with it. wrapped: initialisation vector, encrypted secret and tag of AES-GCM.
create table wrapped_secret (
  secret_name varchar(200) not null,
  key_label   varchar(64)  not null,
  wrapped     bytea        not null,
  expires_at  timestamp(6) not null,
  constraint wrapped_secret_pk primary key (secret_name)
);
create index wrapped_secret_expiry on wrapped_secret (expires_at);
