insert into authorization_request values ('step-up-digest', 'browser-digest', 'desk', 'keycloak', 'http://127.0.0.1/back', null, '', 'challenge', null,
  timestamp '2026-01-01 00:10:00', 'gold silver', 300);
