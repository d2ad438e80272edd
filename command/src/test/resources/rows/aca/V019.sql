insert into certified_key (public_key_sha256, part, holder, since)
  values ('key-9', 'subject', 'spiffe://bailiwick.example/agent/a', timestamp '2026-01-01 00:00:00');
