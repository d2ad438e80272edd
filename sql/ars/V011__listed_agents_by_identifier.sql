-- Pages of the listed agents in the order of their identifiers: without it a page would read over all records that have ended
-- (docs/decisions/0142-a-million-agents.md).
create index agent_state_id on agent (state, agent_id);
