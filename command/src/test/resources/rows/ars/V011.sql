insert into owner_agents values ('A million agents', 0);
