insert into issuer values ('issuing-1', 'bailiwick.example', cast('certificate' as bytea), 'issuing', timestamp '2026-01-01 00:00:00');
insert into issuance values ('issuing-1', '0a', 'agent-default', 'spiffe://bailiwick.example/agent/a', 'Treasury', 'PERSON',
  'https://idp.example', 'alice', 'CN=Maker', '7', 'digest', 'affirming', 'key', null, 0,
  timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00.123456', cast('tbs' as bytea), 'request-1', timestamp '2026-01-01 00:00:00');
insert into completion values ('issuing-1', '0a', cast('signed' as bytea), timestamp '2026-01-01 00:00:01');
insert into agent_name values ('bailiwick.example', 'a', 1, 'Treasury', timestamp '2026-01-01 00:00:00', 'officer-1');
insert into spent_nonce values ('nonce', timestamp '2026-01-01 00:05:00');
insert into enrolment values ('key-1', 'applicant', 'digest', 'issuing-1', '0a');
insert into audit_entry values ('authority/aca', 1, timestamp '2026-01-01 00:00:00.000001', 'request-1', 'credential.issued', 'DONE', '',
  'spiffe://bailiwick.example/agent/a', '0a', '{}', cast('before' as bytea), cast('after' as bytea));
insert into lease values ('crl', 'authority', timestamp '2026-01-01 00:01:00');
