-- Orders that wait for a second officer. Insert-only: that one was approved or rejected is a row of its own.

create table revocation_proposal (
  proposal_id   varchar(36)   not null,
  trigger_name  varchar(22)   not null,
  subject       varchar(2048) not null,
  circumstances varchar(1000) not null,
  proposed_by   varchar(2048) not null,
  proposed_at   timestamp(6)  not null,
  primary key (proposal_id)
);

create table revocation_proposal_end (
  proposal_id varchar(36)   not null,
  outcome     varchar(16)   not null,
  ended_by    varchar(2048) not null,
  ended_at    timestamp(6)  not null,
  primary key (proposal_id),
  foreign key (proposal_id) references revocation_proposal (proposal_id),
  constraint revocation_proposal_outcome check (outcome in ('approved', 'rejected'))
);
