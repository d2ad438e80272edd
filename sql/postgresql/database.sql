-- Roles and database of one component, made once by a superuser of PostgreSQL 15 or later:
--   psql -v component=aca -f sql/postgresql/database.sql
-- Then \password aca_owner, \password aca_runtime and \password aca_archive, which send the passwords hashed. The owner migrates; nodes know the
-- runtime role only; expired records of the authority leave by the archive role, which no node knows.
\set ON_ERROR_STOP on
\set owner :component _owner
\set runtime :component _runtime
create role :"owner" login;
create role :"runtime" login;
-- A node that stands still in the middle of a transaction keeps the others from writing for no longer than this.
alter role :"runtime" set idle_in_transaction_session_timeout = '10s';
select :'component' ~ '^aca(_|$)' as has_archive \gset
\if :has_archive
\set archive :component _archive
create role :"archive" login;
alter role :"archive" set idle_in_transaction_session_timeout = '60s';
\endif
create database :"component" owner :"owner" template template0 encoding 'UTF8';
