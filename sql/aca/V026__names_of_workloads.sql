-- A name of a service or device stands here with its kind, as "service/broker"; names of agents stay as they are.

alter table agent_name alter column name set data type varchar(80);
