-- The registry is read by its changes (docs/decisions/0051-inventory-by-changes.md), and an owner has a quota of listed agents.

-- The number of the last change of each row. No two rows have the same, so a reader continues after a number. Each registration has raised the
-- registry's number, so the numbers that present rows get here are not beyond it.
alter table agent add column revision bigint default 0 not null;
merge into agent using (select agent_id as numbered, row_number() over (order by agent_id) as place from agent) as n
  on agent.agent_id = n.numbered when matched then update set revision = n.place;
create unique index agent_revision on agent (revision);

-- Names the history of the revisions. A process of the registry writes another mark before its first change, because an older copy of the database
-- may have been restored; a reader of another mark begins anew.
alter table registry_revision add column mark varchar(32) default '' not null;

-- How many agents of an owner are listed.
create table owner_agents (
  owner  varchar(200) not null,
  listed bigint       not null,
  constraint owner_agents_pk primary key (owner)
);
insert into owner_agents (owner, listed) select owner, count(*) from agent where state = 'LISTED' group by owner;
