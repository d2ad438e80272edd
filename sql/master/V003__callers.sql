-- Callers are agents, persons, services or devices. A person has no certificate. Tokens and jobs of before are of agents.
alter table token add column caller_kind varchar(16) default 'agent' not null;
alter table token alter column caller_serial drop not null;
alter table job add column caller_kind varchar(16) default 'agent' not null;
alter table job alter column caller_serial drop not null;
alter table job alter column caller_certificate drop not null;

-- A job belongs to its caller and principal, and so does its Idempotency-Key: owner_key is a digest of all of them. idempotency_key, whose constraint knows
-- the caller only, stays for the jobs of before.
alter table job add column owner_key varchar(64);
alter table job add constraint job_owner_key unique (owner_key);
