insert into waiting_enrolment values ('01890000-0000-7000-8000-000000000014', 'digest', 'applicant', 'spiffe://bailiwick.example/agent/a', 'guarded', 'Finance',
  'https://idp.example#alice', '{}', 2, timestamp '2026-01-01 17:00:00.000001', timestamp '2026-01-04 17:00:00.000001');
insert into enrolment_approval values ('01890000-0000-7000-8000-000000000014', 'spiffe://bailiwick.example/operator/officer/officer-1', timestamp '2026-01-01 18:00:00');
insert into waiting_enrolment_end values ('01890000-0000-7000-8000-000000000014', 'rejected', 'officer-2', timestamp '2026-01-01 19:00:00', null, null);
