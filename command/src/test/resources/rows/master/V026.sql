insert into authorization_request values ('request-of-url', null, concat('https://apps.example/', repeat('x', 491)), 'keycloak', 'http://127.0.0.1/back', 'state', 'fx.rates@1', 'challenge', 'thumbprint',
  timestamp '2026-01-01 00:01:30', null, null);
insert into person_session values ('session-of-url', 'code-of-url', concat('https://apps.example/', repeat('x', 491)), 'http://127.0.0.1/back', 'challenge', 'thumbprint', 'keycloak', 'https://idp.example',
  'alice', '{}', 'fx.rates@1', cast('encrypted' as bytea), timestamp '2026-01-01 00:01:00', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 10:00:00');
