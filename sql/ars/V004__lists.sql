-- The orders in which officers and auditors list agents (docs/decisions/0065-lists.md). H2 reads an index in its own order only.
create index agent_registered on agent (registered_at desc, agent_id desc);
create index agent_owner_registered on agent (owner desc, registered_at desc, agent_id desc);
create index agent_state_registered on agent (state desc, registered_at desc, agent_id desc);
