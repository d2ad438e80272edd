-- The size of a job's request, so that the unfinished jobs of a caller, and of all, can be bounded without reading the requests. Jobs from before count nothing.
alter table job add column request_octets bigint default 0 not null;
