-- Lists @COUNT@ more agents in the registry, numbered from @FIRST@ on. bench/domain.sh runs this file on the database of domain nodes that are stopped,
-- after the agent bench-callee was registered, and replaces both words. Each row is a copy of that agent's, with its certificate, under another name and
-- identifier, since the registry does not look into the certificate of a record for its name. H2 and PostgreSQL run the same text.
-- Twenty agents each share a capability bulk.k<number>@1, so that a search for one of these has the same answer however many agents there are, and
-- every one has bulk.all@1. An owner has 5,000 of them, fewer than ars.max-agents-per-owner.

insert into agent (agent_id, name, owner, locator, validation_methods, principal_kind, principal_issuer, principal_subject, issuer_id, serial,
    not_before, not_after, credential, registered_at, state, state_since, revision)
  select 'urn:uuid:01900000-0000-7000-8000-' || lpad(cast(bulk.n as varchar(12)), 12, '0'),
    replace(template.name, 'bench-callee', 'bulk-' || cast(bulk.n as varchar(12))),
    'Bulk owner ' || cast(bulk.n / 5000 as varchar(12)),
    template.locator, template.validation_methods, template.principal_kind, template.principal_issuer, template.principal_subject, template.issuer_id,
    'b' || lpad(cast(bulk.n as varchar(12)), 15, '0'),
    template.not_before, template.not_after, template.credential, template.registered_at, 'LISTED', template.state_since,
    present.revision + bulk.n - @FIRST@ + 1
  from agent template, registry_revision present, (
    select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n as n
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as a(n),
      (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as b(n),
      (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as c(n),
      (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as d(n),
      (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as e(n),
      (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as f(n)) as bulk
  where template.name like '%/agent/bench-callee' and present.name = 'agents' and bulk.n >= @FIRST@
    and bulk.n < @FIRST@ + @COUNT@;

insert into agent_capability (agent_id, capability, kind)
  select agent_id, 'bulk.all@1', 'bulk.all@1' from agent
  where owner like 'Bulk owner %' and revision > (select revision from registry_revision where name = 'agents');

insert into agent_capability (agent_id, capability, kind)
  select agent_id, capability, capability from (
    select agent_id, 'bulk.k' || cast(cast(substring(agent_id from 34) as bigint) / 20 as varchar(12)) || '@1' as capability
    from agent where owner like 'Bulk owner %' and revision > (select revision from registry_revision where name = 'agents')) as numbered;

delete from owner_agents where owner like 'Bulk owner %';

insert into owner_agents (owner, listed) select owner, count(*) from agent where owner like 'Bulk owner %' group by owner;

update registry_revision set revision = revision + @COUNT@ where name = 'agents';

analyze;
