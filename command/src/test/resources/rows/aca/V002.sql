insert into revocation values ('issuing-1', '0a', 'key-compromise', timestamp '2026-01-01 12:00:00', 'officer-1', 'request-2');
insert into crl values ('issuing-1', 0, 1, cast('crl' as bytea), timestamp '2026-01-01 12:00:00', timestamp '2026-01-02 12:00:00');
insert into feed_event (stream, jti, claims, at) values ('ars', 'event-1', '{}', timestamp '2026-01-01 12:00:00');
