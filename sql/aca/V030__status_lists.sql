-- Status lists of Workload Identity Tokens (docs/decisions/0140-status-lists.md). A list has no content here: what it says follows from the rows of tokens,
-- revocations and freezes. Its tokens have expired at expires_at, and then it goes.
create table status_list (
  list_id    bigint       not null,
  opened_at  timestamp(6) not null,
  expires_at timestamp(6) not null,
  constraint status_list_pk primary key (list_id)
);

-- The place of a token in a list, which no other token has. Tokens from before have none.
alter table wit add column status_list bigint;
alter table wit add column status_index integer;
create unique index wit_status on wit (status_list, status_index);
