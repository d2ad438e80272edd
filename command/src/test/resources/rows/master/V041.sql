insert into reported_fact values (repeat('f', 64), 'risk', 'spiffe://partner.example/agent/buyer', 'https://as.partner.example', 'high', 'unusual calls', '{}',
  timestamp '2026-01-01 00:00:00', timestamp '2026-01-02 00:00:00', 1);
