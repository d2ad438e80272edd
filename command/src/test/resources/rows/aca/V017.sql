update issuance set owner_key_sha256 = 'owner-key' where serial = '0a';
