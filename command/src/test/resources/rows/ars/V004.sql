insert into owner_agents values ('Lists', 0);
