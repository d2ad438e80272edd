-- Of an access token: the SHA-256 of the key by which its grant was verified (docs/decisions/0094-keys-that-leave-a-set.md). Tokens of before have none.
alter table token add column grant_key_sha256 varchar(64);
