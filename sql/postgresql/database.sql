-- Roles and database of one component, made once by a superuser of PostgreSQL 15 or later:
--   psql -v component=aca -f sql/postgresql/database.sql
-- Then \password aca_owner and \password aca_runtime, which send the passwords hashed. The owner migrates; nodes know the runtime role only.
\set ON_ERROR_STOP on
\set owner :component _owner
\set runtime :component _runtime
create role :"owner" login;
create role :"runtime" login;
-- A node that stands still in the middle of a transaction keeps the others from writing for no longer than this.
alter role :"runtime" set idle_in_transaction_session_timeout = '10s';
create database :"component" owner :"owner" template template0 encoding 'UTF8';
