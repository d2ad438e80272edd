insert into grant_end values ('event-digest', 'principal-digest', timestamp '2026-01-01 00:00:00', timestamp '2026-01-01 00:00:04');
