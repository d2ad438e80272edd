-- The owner's key that a credential holds beside the agent's, so that its compromise ends the credential.

alter table issuance add column owner_key_sha256 varchar(64);
