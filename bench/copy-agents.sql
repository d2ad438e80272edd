-- Copies the first @LAID@ made-up agents of the registry, which its own writer has listed, as the agents from @FIRST@ on: under other identifiers, names,
-- serial numbers and revisions, with the owner and the kind of their number, and the certificate and the texts of the agent they are copies of.
-- bench/registry.sh replaces both words, and runs this file on the database of a domain node that is stopped. H2 and PostgreSQL run the same text.

insert into agent (agent_id, name, owner, locator, validation_methods, principal_kind, principal_issuer, principal_subject, issuer_id, serial,
    not_before, not_after, credential, registered_at, state, state_since, revision, state_reason, state_text, changes)
  select 'urn:uuid:01900000-0000-7000-8000-' || lpad(cast(laid.n + @FIRST@ as varchar(12)), 12, '0'),
    replace(a.name, '/agent/bulk-' || cast(laid.n as varchar(12)), '/agent/bulk-' || cast(laid.n + @FIRST@ as varchar(12))),
    'Bulk owner ' || cast((laid.n + @FIRST@) / 5000 as varchar(12)),
    a.locator, a.validation_methods, a.principal_kind, a.principal_issuer, a.principal_subject, a.issuer_id,
    'c' || lpad(cast(laid.n + @FIRST@ as varchar(12)), 15, '0'),
    a.not_before, a.not_after, a.credential, a.registered_at, a.state, a.state_since, present.revision + laid.n + 1, a.state_reason, a.state_text, a.changes
  from agent a, registry_revision present, (
    select agent_id, cast(substring(agent_id from 34) as bigint) as n from agent
    where agent_id >= 'urn:uuid:01900000-0000-7000-8000-000000000000' and agent_id < 'urn:uuid:01900000-0000-7000-8000-' || lpad('@LAID@', 12, '0')) as laid
  where a.agent_id = laid.agent_id and present.name = 'agents';

insert into agent_capability (agent_id, capability, kind)
  select 'urn:uuid:01900000-0000-7000-8000-' || lpad(cast(n + @FIRST@ as varchar(12)), 12, '0'),
    case when kind like 'bulk.kind%' then 'bulk.kind' || cast((n + @FIRST@) / 20 as varchar(12)) || '@1' else capability end,
    case when kind like 'bulk.kind%' then 'bulk.kind' || cast((n + @FIRST@) / 20 as varchar(12)) || '@1' else kind end
  from (
    select agent_id, capability, kind, cast(substring(agent_id from 34) as bigint) as n from agent_capability
    where agent_id >= 'urn:uuid:01900000-0000-7000-8000-000000000000' and agent_id < 'urn:uuid:01900000-0000-7000-8000-' || lpad('@LAID@', 12, '0')) as laid;

insert into agent_history (agent_id, number, at, state, reason, text, changed_by, serial)
  select 'urn:uuid:01900000-0000-7000-8000-' || lpad(cast(n + @FIRST@ as varchar(12)), 12, '0'), number, at, state, reason, text, changed_by,
    'c' || lpad(cast(n + @FIRST@ as varchar(12)), 15, '0')
  from (
    select h.*, cast(substring(agent_id from 34) as bigint) as n from agent_history h
    where agent_id >= 'urn:uuid:01900000-0000-7000-8000-000000000000' and agent_id < 'urn:uuid:01900000-0000-7000-8000-' || lpad('@LAID@', 12, '0')) as laid;

insert into agent_description (agent_id, owner, updated_at, revision, document)
  select 'urn:uuid:01900000-0000-7000-8000-' || lpad(cast(n + @FIRST@ as varchar(12)), 12, '0'),
    'Bulk owner ' || cast((n + @FIRST@) / 5000 as varchar(12)), updated_at, revision, document
  from (
    select d.*, cast(substring(agent_id from 34) as bigint) as n from agent_description d
    where agent_id >= 'urn:uuid:01900000-0000-7000-8000-000000000000' and agent_id < 'urn:uuid:01900000-0000-7000-8000-' || lpad('@LAID@', 12, '0')) as laid;

update registry_revision set revision = revision + @LAID@ where name = 'agents';

delete from owner_agents where owner like 'Bulk owner %';

insert into owner_agents (owner, listed) select owner, count(*) from agent where owner like 'Bulk owner %' and state = 'LISTED' group by owner;
