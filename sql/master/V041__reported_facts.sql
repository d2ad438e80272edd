-- What others report of a subject for a while (docs/decisions/0120-inputs-of-decisions.md): the risk of a caller, a person or a domain, and the result of the
-- attestation of a partner's agent. One row for each kind, subject and source; fact_id is the digest of these. A row that is taken back has the stated
-- level none, so that all nodes learn of it by its revision. details: the trustworthiness vector, as JSON.
create table reported_fact (
  fact_id     varchar(64)   not null,
  kind        varchar(16)   not null,
  subject     varchar(2048) not null,
  source      varchar(2048) not null,
  stated      varchar(32)   not null,
  reason      varchar(500)  not null,
  details     text          not null,
  reported_at timestamp(6)  not null,
  ends_at     timestamp(6)  not null,
  revision    bigint        not null,
  constraint reported_fact_pk primary key (fact_id)
);
create index reported_fact_revision on reported_fact (revision);
create index reported_fact_end on reported_fact (ends_at);
create index reported_fact_listed on reported_fact (kind desc, reported_at desc, fact_id desc);
