-- H2 has an index for each foreign key. Without this one, each credential that leaves for an archive would have all enrolments looked through.
create index if not exists enrolment_credential on enrolment (issuer_id, serial);
