insert into authorization_context values ('access-1', 'spiffe://partner.example/agent/buyer', 'https://as.partner.example#alice', 'fx.rates@1', null,
  'https://master.bailiwick.example', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT', 'https://as.partner.example', 'grant-1', 'digest', '{}', null);
