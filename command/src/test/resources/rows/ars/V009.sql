insert into wrapping_key values ('current', 'secrets-0123456789abcdef', timestamp '2026-01-01 00:00:05');
insert into wrapped_secret values ('event-stream/01890000-0000-7000-8000-000000000002', 'secrets-0123456789abcdef', cast('wrapped' as bytea), timestamp '9999-01-01 00:00:00');
insert into event_stream values ('01890000-0000-7000-8000-000000000002', 'spiffe://bailiwick.example/operator/auditor/auditor-1', '-----BEGIN CERTIFICATE-----', 'mtls', 'push',
  'https://receiver.example:443', 'event-stream/01890000-0000-7000-8000-000000000002', 'urn:bailiwick:event:agent-listed', '', 'enabled', '', 4, '', null, null,
  timestamp '2026-01-01 00:00:05', timestamp '2026-01-01 00:00:05', timestamp '2026-01-01 00:00:05', timestamp '2026-01-01 00:00:05');
