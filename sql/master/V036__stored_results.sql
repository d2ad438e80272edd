-- Outputs that are too long for orders (docs/decisions/0109-results-by-reference.md), in pieces of 262144 octets. octets: the length, or the room that is taken while
-- the pieces are written; linked: its step has ended with it. A result that is not linked counts for nobody and is deleted after a while.
create table stored_result (
  result_id varchar(36)   not null,
  job_id    varchar(36)   not null references job (job_id),
  step_id   varchar(64)   not null,
  caller    varchar(2048) not null,
  octets    bigint        not null,
  sha256    varchar(64),
  linked    boolean       not null,
  begun_at  timestamp(6)  not null,
  constraint stored_result_pk primary key (result_id)
);
create index stored_result_of_job on stored_result (job_id);
create index stored_result_of_caller on stored_result (caller);

create table result_piece (
  result_id varchar(36) not null references stored_result (result_id),
  number    int         not null,
  octets    bytea       not null,
  constraint result_piece_pk primary key (result_id, number)
);
