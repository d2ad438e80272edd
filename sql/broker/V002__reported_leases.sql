-- What the Master Agent is told of a lease (docs/decisions/0107-leases-of-a-transaction.md): claim jti of its token, the capability, the method of the
-- credential, and why it ended. reported: what the Master Agent has acknowledged (NONE, OPENED, ENDED); ENDED also if nothing is to be reported any more,
-- as of leases from before this version.
alter table back_end_lease add column token_jti varchar(64) default '' not null;
alter table back_end_lease add column capability varchar(200) default '' not null;
alter table back_end_lease add column method varchar(63) default '' not null;
alter table back_end_lease add column ended_by varchar(30);
alter table back_end_lease add column reported varchar(6) default 'ENDED' not null;
alter table back_end_lease add constraint back_end_lease_reported check (reported in ('NONE', 'OPENED', 'ENDED'));
create index back_end_lease_report on back_end_lease (reported, state);
create index back_end_lease_token on back_end_lease (token_sha256);
