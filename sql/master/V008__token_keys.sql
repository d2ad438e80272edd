-- The keys by which the domain nodes sign tokens. Each node announces its own, by a statement that it signs with the key of its client certificate; the
-- others verify the statement, and believe nothing else of the row (docs/decisions/0068-a-key-for-each-node.md).
create table token_key (
  node_name      varchar(255) not null,
  key_id         varchar(64)  not null,
  announcement   text         not null,
  published_from timestamp(6) not null,
  valid_until    timestamp(6) not null,
  constraint token_key_pk primary key (node_name, key_id)
);
create index token_key_expiry on token_key (valid_until);
